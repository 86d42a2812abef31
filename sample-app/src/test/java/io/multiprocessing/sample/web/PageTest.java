package io.multiprocessing.sample.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.multiprocessing.sample.samples.Sample;
import io.multiprocessing.sample.samples.SampleDocuments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page in a real browser, with real workers behind it. */
@WebServiceTest
class PageTest {

  private static final double PATIENCE_MILLIS = 45_000;
  private static @Nullable Browser browser;

  @LocalServerPort private int port;
  @Autowired private SampleDocuments samples;
  @Autowired private EventStream stream;
  private BrowserContext context;
  private Page page;
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start();
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void openPage() throws Exception {
    new TestClient(port).delete("api/documents");
    open(1280);
  }

  @AfterEach
  void closePage() {
    context.close();
    assertThat(complaints).as("what the browser complained about").isEmpty();
  }

  @Test
  void showsTheSamplesAsTheyAreRendered() {
    button("Try the samples").click();

    assertThat(page.locator("#batch-text")).hasText("6 of 8 documents rendered, 2 not rendered");
    assertThat(page.locator("#batch-bar")).hasAttribute("aria-valuenow", "8");
    assertThat(page.locator(".document")).hasCount(8);
    Locator images = page.locator(".document[data-state=done] img");
    assertThat(images).hasCount(6);
    for (Locator image : images.all()) {
      image.scrollIntoViewIfNeeded();
      page.waitForCondition(() -> (boolean) image.evaluate("image => image.naturalWidth > 100"));
    }
    assertThat(document("Locked contract.pdf")).containsText("It needs a password");
    assertThat(document("Damaged scan.pdf")).containsText("It is damaged");
    assertThat(document("Letter.pdf").locator(".worker-tag")).hasText(Pattern.compile("worker \\d+"));
    assertThat(page.locator("#announcer")).hasText("6 of 8 documents rendered, 2 not rendered");
    assertThat(page.locator("#work-pages")).hasText(Pattern.compile("[1-9][\\d,]+"));
    assertThat(page.locator("#work-note")).hasText(Pattern.compile("Pages by \\d+ process.*"));
    assertThat(page.locator(".share").first()).isVisible();
  }

  @ParameterizedTest
  @CsvSource({
    "Native crash, The worker crashed (SIGSEGV)",
    "Memory exhaustion, The worker ran out of memory",
    "Endless loop, Stopped after 5 s",
    "System.exit, The worker exited (code 3)"
  })
  void staysUpThroughPoisonAndSaysWhatHappened(String poison, String title) {
    String service = servicePid();
    button(poison).click();

    Locator incident = page.locator("#incident-list .incident").first();
    assertThat(incident.locator("h3")).hasText(title);
    assertThat(incident).containsText("the other documents were not affected");
    assertThat(incident.locator(".recovery")).hasText(
        Pattern.compile("A fresh worker \\(pid \\d+\\) took its place after [\\d.]+ s\\."));
    incident.locator("summary").click();
    assertThat(incident.locator("dl")).isVisible();
    upload("after.pdf", sample("Letter.pdf"));
    assertThat(document("after.pdf").locator(".chip")).hasText("Done");
    assertThat(servicePid()).isEqualTo(service);
  }

  @Test
  void showsAHostileFileNameAsTheTextItIs() {
    String name = "<img src=x onerror=\"window.pwned = true\"><script>window.pwned = true</script>.pdf";
    upload(name, sample("Letter.pdf"));

    // What follows the last slash: the rest of a path is not part of a name.
    Locator shown = page.locator(".document-name");
    assertThat(shown).hasText("script>.pdf");
    upload("<img src=x onerror=window.pwned=1>.pdf", sample("Letter.pdf"));
    assertThat(shown.first()).hasText("<img src=x onerror=window.pwned=1>.pdf");
    assertThat(page.locator(".document[data-state=done]")).hasCount(2);
    button("Open <img src=x onerror=window.pwned=1>.pdf").click();
    assertThat(page.locator("#viewer-title")).hasText("<img src=x onerror=window.pwned=1>.pdf");
    assertThat(page.locator("img[src=x]")).hasCount(0);
    assertThat(page.evaluate("() => window.pwned === undefined")).isEqualTo(true);
  }

  @Test
  void saysWhyAFileWasNotSent() {
    upload("notes.pdf", "just text".getBytes(StandardCharsets.UTF_8));
    upload("scan.pdf", new byte[2 << 20]);

    assertThat(page.locator("#problem-list li")).hasText(new String[] {
        "notes.pdf is not a PDF.", "scan.pdf is too large: it has 2.0 MB, and the limit is 1.0 MB."});
    button("Dismiss").click();
    assertThat(page.locator("#problems")).isHidden();
  }

  @Test
  void showsPagesAndTextOfADocument() {
    upload("guide.pdf", sample("Field guide to clouds.pdf"));
    button("Open guide.pdf").focus();
    page.keyboard().press("Enter");

    assertThat(page.locator("#viewer-pages img")).hasCount(4);
    assertThat(page.locator("#viewer-text")).containsText("A field guide in 48 pages");
    page.keyboard().press("Escape");
    assertThat(page.locator("#viewer")).isHidden();
    assertThat(button("Open guide.pdf")).isFocused();
  }

  @Test
  void findsItsWayBackWhenTheConnectionBreaks() throws Exception {
    upload("before.pdf", sample("Letter.pdf"));
    assertThat(document("before.pdf").locator(".chip")).hasText("Done");
    stream.disconnectAll();
    new TestClient(port).upload("meanwhile.pdf", sample("Letter.pdf"));

    assertThat(document("meanwhile.pdf").locator(".chip")).hasText("Done");
    assertThat(document("before.pdf")).hasCount(1);
    assertThat(page.locator("#pulse")).hasAttribute("data-state", "live");
  }

  @Test
  void clearsWhatIsFinished() {
    upload("letter.pdf", sample("Letter.pdf"));
    assertThat(document("letter.pdf").locator(".chip")).hasText("Done");
    button("Clear finished").click();

    assertThat(page.locator(".document")).hasCount(0);
    assertThat(page.locator("#empty")).isVisible();
    assertThat(page.locator("#documents-title")).isFocused();
  }

  @Test
  void showsTheWorkers() {
    assertThat(page.locator(".worker")).hasCount(2);
    assertThat(page.locator(".worker .chip").first()).hasText("Idle");
    assertThat(page.locator(".worker-pid").first()).hasText(Pattern.compile("pid \\d+"));
    assertThat(page.locator(".worker").first()).containsText(Pattern.compile("\\d+ tasks? · [\\d.]+ MB"));
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 390, 800, 1440})
  void fitsScreensOfAnyWidth(int width) {
    context.close();
    open(width);
    upload("a-name-without-any-place-to-break-it-that-goes-on-and-on-and-on-and-on.pdf", sample("Letter.pdf"));
    upload("locked.pdf", sample("Locked contract.pdf"));
    assertThat(document("locked.pdf").locator(".chip")).hasText("Not rendered");

    assertThat(page.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(width);
  }

  @Test
  void everythingThatCanBePressedHasAName() {
    button("Try the samples").click();
    assertThat(page.locator("#batch-text")).hasText("6 of 8 documents rendered, 2 not rendered");

    assertThat(page.evaluate("""
        () => [...document.querySelectorAll("button, summary, input, a")]
            .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length))
            .map((one) => one.outerHTML)""")).isEqualTo(List.of());
  }

  private void open(int width) {
    Browser started = browser;
    if (started == null) {
      throw new IllegalStateException("no browser was started");
    }
    context = started.chromium().newContext(new NewContextOptions().setViewportSize(width, 900));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") && !message.text().contains("ERR_INCOMPLETE_CHUNKED_ENCODING")) {
        complaints.add(message.text());
      }
    });
    page.navigate("http://127.0.0.1:" + port + "/");
    assertThat(page.locator("#pulse")).hasAttribute("data-state", "live");
  }

  private String servicePid() {
    return page.locator("#pulse-text").textContent().replaceAll(".*pid ", "");
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).first();
  }

  private Locator document(String name) {
    return page.locator(".document").filter(new Locator.FilterOptions().setHasText(name));
  }

  private void upload(String name, byte[] content) {
    page.locator("#file-input").setInputFiles(new FilePayload(name, "application/pdf", content));
  }

  private byte[] sample(String name) {
    return samples.all().stream().filter(one -> one.name().equals(name)).map(Sample::pdf).findFirst().orElseThrow();
  }
}
