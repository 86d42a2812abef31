"""CPython's side of the comparison.

Reads one JSON request a line from standard input, {"benchmark": id, "seconds": s, "minSamples": n}, and answers each with
one line on standard output: {"values": {...}} or {"error": "..."}. Ends, with every process it started, when its
standard input ends. Argument: the number of workers.
"""

import json
import math
import multiprocessing
import multiprocessing.forkserver as forkserver
import os
import platform
import queue
import shutil
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

# The same sizes as in PoolWorkloads.
MAP_BATCH = 10_000
CHUNKED_BATCH = 200_000
EXECUTOR_BATCH = 2_000

# The same times as in ProcessWorkloads.
IDLE_SECONDS = 1
PAUSE_BEFORE_START_SECONDS = 0.6
PATIENCE_SECONDS = 60
POLL_SECONDS = 0.001


# The same sizes as in SharedWorkloads.
LOCK_BATCH = 10_000
QUEUE_BATCH = 20_000
PIPE_SMALL_BYTES = 64
PIPE_LARGE_BYTES = 1 << 20
PAUSE_SECONDS = 0.001

# The same sizes as in ManagerWorkloads.
THREADS = 4
CALL_BATCH = 500
KEYS = 100


# What the workers do: the functions of Tasks.

def same(value):
    return value


def nothing():
    pass


def tell_time(file):
    now = time.monotonic_ns()
    with open(file, 'w') as told:
        told.write(str(now))


def occupy(marker, seconds):
    with open(marker + '.part', 'w') as file:
        file.write(str(os.getpid()))
    os.replace(marker + '.part', marker)
    time.sleep(seconds)
    return True


# What the other process does in the benchmarks of shared objects.

def count_under(lock, counter, start, stop):
    start.wait()
    while not stop.is_set():
        for _ in range(LOCK_BATCH):
            with lock:
                counter.value += 1


def feed_until_told(queue, requests):
    while requests.recv():
        for number in range(QUEUE_BATCH):
            queue.put(number)


def echo_bytes(connection):
    while True:
        message = connection.recv_bytes()
        if not message:
            return
        connection.send_bytes(message)


# How figures are made.

def percentile(samples, percent):
    ordered = sorted(samples)
    rank = math.ceil(percent / 100 * len(ordered))
    return ordered[max(rank, 1) - 1]


def rate(effort, per_batch, batch):
    start = time.perf_counter()
    count = 0
    while True:
        batch()
        count += per_batch
        elapsed = time.perf_counter() - start
        if elapsed >= effort['seconds']:
            return {'rate': count / elapsed}


def median_ms(effort, sample):
    samples = []
    deadline = time.perf_counter() + effort['seconds']
    while len(samples) < effort['minSamples'] or time.perf_counter() < deadline:
        samples.append(sample())
    return {'median': percentile(samples, 50) * 1e3}


def percentiles_us(effort, call):
    samples = []
    deadline = time.perf_counter() + effort['seconds']
    while time.perf_counter() < deadline or len(samples) < effort['minSamples']:
        number = len(samples)
        start = time.perf_counter()
        call(number)
        samples.append(time.perf_counter() - start)
    return {'p50': percentile(samples, 50) * 1e6, 'p99': percentile(samples, 99) * 1e6}


def require(right, what):
    if not right:
        raise RuntimeError('wrong answer from the pool: benchmark=' + what)


class Workloads:
    """The benchmarks, with one pool that lives through all rounds."""

    def __init__(self, workers):
        self.workers = workers
        self.pool = multiprocessing.Pool(workers)
        self.executor = None
        self.manager = None
        self.table = {
            'apply': self.apply,
            'map-chunk1': self.map_chunks_of_one,
            'map': self.map,
            'imap-unordered': self.imap_unordered,
            'echo-1': lambda effort: self.echo(1, effort),
            'echo-16': lambda effort: self.echo(16, effort),
            'echo-128': lambda effort: self.echo(128, effort),
            'executor': self.run_executor,
            'spawn': lambda effort: self.start_and_join('spawn', effort),
            'forkserver': lambda effort: self.start_and_join('forkserver', effort),
            'forkserver-run': self.start_until_it_runs,
            'fork': lambda effort: self.start_and_join('fork', effort),
            'memory-spare': self.server_memory,
            'memory': lambda effort: self.memory(None),
            'memory-spawn': lambda effort: self.memory('spawn'),
            'death': lambda effort: self.death(None, effort),
            'death-spawn': lambda effort: self.death('spawn', effort),
            'lock': self.lock,
            'lock-contended': self.lock_contended,
            'queue': lambda effort: self.queue(multiprocessing.Queue(), effort),
            'simple-queue': lambda effort: self.queue(multiprocessing.SimpleQueue(), effort),
            'pipe-64': lambda effort: self.pipe(PIPE_SMALL_BYTES, 0, effort),
            'pipe-64-asleep': lambda effort: self.pipe(PIPE_SMALL_BYTES, PAUSE_SECONDS, effort),
            'pipe-1m': lambda effort: self.pipe(PIPE_LARGE_BYTES, 0, effort),
            'manager-start': self.manager_start,
            'manager-map': self.manager_map,
            'manager-queue': self.manager_queue,
            'manager-threads': self.manager_threads,
        }

    def measure(self, request):
        return self.table[request['benchmark']](request)

    def apply(self, effort):
        samples = []
        now = time.perf_counter()
        deadline = now + effort['seconds']
        number = 0
        while now < deadline or len(samples) < effort['minSamples']:
            answer = self.pool.apply(same, (number,))
            end = time.perf_counter()
            require(answer == number, 'apply')
            samples.append(end - now)
            now = end
            number += 1
        return {'p50': percentile(samples, 50) * 1e6, 'p99': percentile(samples, 99) * 1e6}

    def map_chunks_of_one(self, effort):
        items = list(range(MAP_BATCH))
        return rate(effort, MAP_BATCH, lambda: require(len(self.pool.map(same, items, 1)) == MAP_BATCH, 'map'))

    def map(self, effort):
        items = list(range(CHUNKED_BATCH))
        return rate(effort, CHUNKED_BATCH, lambda: require(len(self.pool.map(same, items)) == CHUNKED_BATCH, 'map'))

    def imap_unordered(self, effort):
        items = list(range(MAP_BATCH))

        def batch():
            count = 0
            for _ in self.pool.imap_unordered(same, items):
                count += 1
            require(count == MAP_BATCH, 'imap_unordered')

        return rate(effort, MAP_BATCH, batch)

    def run_executor(self, effort):
        if self.executor is None:
            self.executor = ProcessPoolExecutor(self.workers)

        def batch():
            futures = [self.executor.submit(same, number) for number in range(EXECUTOR_BATCH)]
            for number, future in enumerate(futures):
                require(future.result() == number, 'executor')

        return rate(effort, EXECUTOR_BATCH, batch)

    def echo(self, mebibytes, effort):
        payload = os.urandom(mebibytes << 20)

        def batch():
            answer = self.pool.apply(same, (payload,))
            require(answer is not payload and len(answer) == len(payload), 'echo')
            require(answer[-1] == payload[-1], 'echo')

        return {'rate': rate(effort, len(payload), batch)['rate'] / 1e9}

    def start_and_join(self, method, effort):
        context = multiprocessing.get_context(method)

        def sample():
            if method != 'spawn':
                time.sleep(PAUSE_BEFORE_START_SECONDS)
            start = time.perf_counter()
            child = context.Process(target=nothing)
            child.start()
            child.join()
            elapsed = time.perf_counter() - start
            if child.exitcode != 0:
                raise RuntimeError('a child that does nothing must exit with 0: %s' % child)
            child.close()
            return elapsed

        return median_ms(effort, sample)

    def start_until_it_runs(self, effort):
        context = multiprocessing.get_context('forkserver')
        folder = tempfile.mkdtemp(prefix='mp-benchmarks-')
        file = os.path.join(folder, 'time')

        def sample():
            time.sleep(PAUSE_BEFORE_START_SECONDS)
            start = time.monotonic_ns()
            child = context.Process(target=tell_time, args=(file,))
            child.start()
            child.join()
            child.close()
            with open(file) as told:
                return (int(told.read()) - start) / 1e9

        try:
            return median_ms(effort, sample)
        finally:
            shutil.rmtree(folder)

    def server_memory(self, effort):
        forkserver.ensure_running()
        time.sleep(IDLE_SECONDS)
        return memory_of(forkserver._forkserver._forkserver_pid)

    def memory(self, method):
        with multiprocessing.get_context(method).Pool(1) as pool:
            pid = pool.apply(os.getpid)
            time.sleep(IDLE_SECONDS)
            return memory_of(pid)

    def death(self, method, effort):
        folder = tempfile.mkdtemp(prefix='mp-benchmarks-')
        marker = os.path.join(folder, 'pid')
        try:
            with multiprocessing.get_context(method).Pool(1) as pool:
                return median_ms(effort, lambda: kill_and_wait(pool, marker))
        finally:
            shutil.rmtree(folder)

    def lock(self, effort):
        lock = multiprocessing.Lock()

        def batch():
            for _ in range(LOCK_BATCH):
                lock.acquire()
                lock.release()

        return {'time': 1e9 / rate(effort, LOCK_BATCH, batch)['rate']}

    def lock_contended(self, effort):
        lock = multiprocessing.Lock()
        counter = multiprocessing.RawValue('q', 0)
        start = multiprocessing.Event()
        stop = multiprocessing.Event()
        children = [
            multiprocessing.Process(target=count_under, args=(lock, counter, start, stop), daemon=True)
            for _ in range(2)]
        for child in children:
            child.start()
        begin = time.perf_counter()
        start.set()
        time.sleep(effort['seconds'])
        with lock:
            counted = counter.value
            elapsed = time.perf_counter() - begin
        stop.set()
        for child in children:
            child.join()
        return {'rate': counted / elapsed}

    def queue(self, queue, effort):
        requests, told = multiprocessing.Pipe(duplex=False)
        child = multiprocessing.Process(target=feed_until_told, args=(queue, requests), daemon=True)
        child.start()

        def batch():
            told.send(True)
            for number in range(QUEUE_BATCH):
                require(queue.get() == number, 'queue')

        figure = rate(effort, QUEUE_BATCH, batch)
        told.send(False)
        child.join()
        queue.close()
        return figure

    def pipe(self, length, pause_seconds, effort):
        ours, theirs = multiprocessing.Pipe()
        child = multiprocessing.Process(target=echo_bytes, args=(theirs,), daemon=True)
        child.start()
        theirs.close()
        payload = os.urandom(length)
        samples = []
        deadline = time.perf_counter() + effort['seconds']
        while time.perf_counter() < deadline or len(samples) < effort['minSamples']:
            if pause_seconds:
                time.sleep(pause_seconds)
            start = time.perf_counter()
            ours.send_bytes(payload)
            answer = ours.recv_bytes()
            samples.append(time.perf_counter() - start)
            require(len(answer) == length and answer[-1] == payload[-1], 'pipe')
        ours.send_bytes(b'')
        child.join()
        ours.close()
        return {'p50': percentile(samples, 50) * 1e6, 'p99': percentile(samples, 99) * 1e6}

    def shared_manager(self):
        if self.manager is None:
            self.manager = multiprocessing.Manager()
        return self.manager

    def manager_start(self, effort):
        def sample():
            start = time.perf_counter()
            manager = multiprocessing.Manager()
            elapsed = time.perf_counter() - start
            manager.shutdown()
            return elapsed

        return median_ms(effort, sample)

    def manager_map(self, effort):
        mapping = self.shared_manager().dict()

        def call(number):
            mapping[number % KEYS] = number

        return percentiles_us(effort, call)

    def manager_queue(self, effort):
        queue = self.shared_manager().Queue()

        def call(number):
            queue.put(number)
            require(queue.get() == number, 'manager-queue')

        return percentiles_us(effort, call)

    def manager_threads(self, effort):
        mapping = self.shared_manager().dict()

        def call():
            for number in range(CALL_BATCH):
                mapping[number % KEYS] = number

        with ThreadPoolExecutor(THREADS) as threads:
            def batch():
                for future in [threads.submit(call) for _ in range(THREADS)]:
                    future.result()

            return rate(effort, THREADS * CALL_BATCH, batch)

    def close(self):
        if self.manager is not None:
            self.manager.shutdown()
        if self.executor is not None:
            self.executor.shutdown()
        self.pool.terminate()


def memory_of(pid):
    megabytes = {}
    read_memory('/proc/%d/status' % pid, 'VmRSS:', 'rss', megabytes)
    read_memory('/proc/%d/smaps_rollup' % pid, 'Pss:', 'pss', megabytes)
    return megabytes


def read_memory(path, label, key, megabytes):
    try:
        with open(path) as file:
            for line in file:
                if line.startswith(label):
                    megabytes[key] = int(line.split()[1]) * 1024 / 1e6
    except (FileNotFoundError, PermissionError):
        return  # not a Linux, or one that doesn't tell: the figure is left out


def kill_and_wait(pool, marker):
    # The worker is killed while it runs a task: a pool hangs when an idle worker is killed that holds the queue's lock.
    pool.apply_async(occupy, (marker, PATIENCE_SECONDS))
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while not os.path.exists(marker):
        if time.perf_counter() > deadline:
            raise RuntimeError('the task that keeps a worker busy did not start: limit=%ds' % PATIENCE_SECONDS)
        time.sleep(POLL_SECONDS)
    with open(marker) as file:
        victim = int(file.read())
    time.sleep(PAUSE_BEFORE_START_SECONDS)
    start = time.perf_counter()
    os.kill(victim, signal.SIGKILL)
    replacement = pool.apply_async(os.getpid).get(PATIENCE_SECONDS)
    elapsed = time.perf_counter() - start
    require(replacement != victim, 'death')
    os.remove(marker)
    return elapsed


# The conversation with the parent.

def read_requests(requests):
    """Reads the descriptor itself: a lock of sys.stdin that this thread held would be locked for ever in a fork."""
    pending = b''
    while True:
        data = os.read(0, 65536)
        if not data:
            break
        pending += data
        *lines, pending = pending.split(b'\n')
        for line in lines:
            requests.put(json.loads(line))
    requests.put(None)
    # A measurement that hasn't ended by now is of no use to anybody: don't wait for it.
    time.sleep(1)
    for child in multiprocessing.active_children():
        child.kill()
    os._exit(1)


def answer(message):
    sys.stdout.write(json.dumps(message) + '\n')
    sys.stdout.flush()


def main():
    if sys.version_info < (3, 8):
        sys.exit('this script needs Python 3.8 or newer: version=' + platform.python_version())
    # Ctrl-C reaches the whole process group. The parent ends this process in order, by ending its standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = queue.Queue()
    workloads = Workloads(int(sys.argv[1]))
    threading.Thread(target=read_requests, args=(requests,), daemon=True).start()
    answer({
        'version': platform.python_version(),
        'implementation': platform.python_implementation(),
        'startMethod': multiprocessing.get_start_method(),
    })
    for request in iter(requests.get, None):
        try:
            answer({'values': workloads.measure(request)})
        except Exception as failure:  # whatever it is, the parent reports it
            answer({'error': '%s: %s' % (type(failure).__name__, failure)})
    workloads.close()


if __name__ == '__main__':
    main()
