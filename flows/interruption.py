"""Ctrl-C and SIGTERM: a command ends tidily, within seconds, and at once when it is asked again."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

INTERRUPTED = 130
TIDY_SECONDS = 8.0
SIGNALS = (signal.SIGINT, signal.SIGTERM)
OVER = b"\0"  # which is no signal


class Interruption:
    """What happens when somebody stops a command.

    The first signal raises KeyboardInterrupt, so that whatever runs can be tidied up. Where that
    takes long, as with a Prefect server that does not answer, the process ends all the same:
    its children end with it, and what they wrote is whole.
    """

    def __init__(self, told: str) -> None:
        self._text = told
        self._told = self._asked = False
        self._ending = threading.RLock()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Be the one who is called by both signals while the block runs.

        A thread counts the seconds and the signals: Prefect puts a handler of its own in the
        place of SIGTERM's while a flow runs, and hands the signal on once it has told the server,
        which may take long.
        """
        handlers = {number: signal.signal(number, self._interrupt) for number in SIGNALS}
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        thread = threading.Thread(target=self._watch, args=(reading,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
            os.write(writing, OVER)
            thread.join()
            os.close(reading)
            os.close(writing)
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def conclude(self) -> int:
        """Tell whoever stopped the command; end the process, or return its exit status.

        After a signal nothing is left to do, and Prefect would still try to tell a server, by
        now stopped, how its runs ended.
        """
        if self._asked:
            self._end()
        self._tell()
        return INTERRUPTED

    def _interrupt(self, *_: object) -> None:
        if not self._asked:  # else the thread ends the process
            self._asked = True
            raise KeyboardInterrupt

    def _watch(self, signals: int) -> None:
        """End the process some seconds after the first signal, or at the second."""
        end: float | None = None
        elsewhere = False  # the first one came to another's handler, who hands it on later
        while True:
            patience = None if end is None else max(0.0, end - time.monotonic())
            if not select.select([signals], [], [], patience)[0]:
                self._end()
            number = os.read(signals, 1)
            if number == OVER:
                return
            if number[0] not in SIGNALS:
                continue
            ours = signal.getsignal(number[0]) == self._interrupt
            if end is None:
                end, elsewhere = time.monotonic() + TIDY_SECONDS, not ours
            elif elsewhere and ours and number[0] == signal.SIGTERM:
                elsewhere = False
            else:
                self._end()

    def _end(self) -> NoReturn:
        with self._ending:  # one of the threads does it, and to the end
            with suppress(RuntimeError, OSError):  # in the middle of a print, or nobody reads it
                self._tell()
                sys.stdout.flush()
            os._exit(INTERRUPTED)

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            print(self._text, file=sys.stderr, flush=True)
