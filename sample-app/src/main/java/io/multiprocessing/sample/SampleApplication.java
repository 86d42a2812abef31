package io.multiprocessing.sample;

import io.multiprocessing.sample.folder.FolderRequest;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * A document service that can't be taken down: it renders PDF files in worker JVMs, so that a file which crashes, hangs
 * or exhausts the PDF library costs that one file. As a web page by default; with {@code --in=FOLDER --out=FOLDER} it
 * renders a folder and ends.
 *
 * <p>The workers run this main too, as far as it takes to have their beans: whatever does work stands in a bean.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SampleApplication {

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(SampleApplication.class);
    if (!FolderRequest.isAskedForBy(args)) {
      application.run(args);
      return;
    }
    application.setAdditionalProfiles(FolderRequest.PROFILE);
    System.exit(SpringApplication.exit(application.run(args)));
  }
}
