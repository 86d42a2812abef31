package io.multiprocessing.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.testing.Portable;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipes between processes, on this system's branch and on the portable one. */
@Timeout(180)
class PipeProcessTest {

  @Test
  void carriesMessagesOfEverySizeToAChildThatGotItsEndAsAnArgument() throws Exception {
    PipeScenarios.argumentsOfAProcess();
  }

  @Test
  void anEndGoesToAnotherProcessThroughAConnection() throws Exception {
    PipeScenarios.throughAnotherConnection();
  }

  @Test
  void anEndGoesToAWorkerWithItsTaskAndIsFreeWhenTheTaskIsGivenUp() throws Exception {
    PipeScenarios.throughATaskOfAPool();
  }

  @Test
  void aChildThatEndsBeforeItHasDecodedItsArgumentsDoesNotKeepThePipeOpen() throws Exception {
    PipeScenarios.aChildThatEndsBeforeItHasItsArguments();
  }

  @Test
  void theEndComesSoonWhenTheOtherProcessEndsOrIsKilled() throws Exception {
    PipeScenarios.theEndComesWhenTheChildEndsOrIsKilled();
  }

  @Test
  void anEndThatThisProcessHasOpenKeepsThePipeOpen() throws Exception {
    PipeScenarios.anEndOfThisProcessKeepsThePipeOpen();
  }

  @Test
  void aWriterKilledInTheMiddleOfAMessageCostsThatMessageOnly() throws Exception {
    PipeScenarios.aWriterIsKilledInTheMiddleOfAMessage();
  }

  @Test
  void aReaderKilledInTheMiddleOfAMessageCostsThatMessageOnly() throws Exception {
    PipeScenarios.aReaderIsKilledInTheMiddleOfAMessage();
  }

  @Test
  void namesGoWhenNobodyHasAnEndAnyMore() throws Exception {
    PipeScenarios.namesGoWithTheLastEnd();
  }

  @Test
  void severalProcessesAreWaitedForAtOnce() throws Exception {
    PipeScenarios.waitingForSeveralProcesses();
  }

  private record AllScenarios() implements RemoteRunnable {
    @Override
    public void run() throws Exception {
      if (!Host.waitKind().equals("portable")) {
        throw new AssertionError("not the portable branch: " + Host.waitKind());
      }
      PipeScenarios.all();
      if (!Host.waitKind().equals("portable")) {
        throw new AssertionError("the branch has changed: " + Host.waitKind());
      }
    }
  }

  @Test
  void allOfItHoldsOnThePortableBranch() throws Exception {
    ChildProcess child =
        Multiprocessing.get()
            .with(Portable.options())
            .process(new AllScenarios());
    child.start();
    assertThat(child.join(Duration.ofSeconds(170))).isTrue();
    assertThat(child.exitCode()).as("its failures are on standard error").hasValue(0);
  }
}
