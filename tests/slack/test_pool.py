"""The bounded queue."""

from threading import Event

from assistant.slack.pool import Pool


def test_a_full_pool_takes_no_more() -> None:
    go_on, done = Event(), list[int]()
    pool = Pool("test", threads=1, waiting=1)
    assert pool.submit(go_on.wait, 60)
    assert pool.submit(done.append, 1)
    assert not pool.submit(done.append, 2)
    go_on.set()
    pool.finish(60)
    assert done == [1]
    assert not pool.submit(done.append, 3)


def test_what_waits_may_be_dropped() -> None:
    begun, go_on, done = Event(), Event(), list[int]()

    def work() -> None:
        begun.set()
        go_on.wait(60)
        done.append(0)

    pool = Pool("test", threads=1, waiting=1)
    pool.submit(work)
    pool.submit(done.append, 1)
    assert begun.wait(60)
    assert pool.stop() == [(1,)]
    go_on.set()
    pool.finish(60)
    assert done == [0]
