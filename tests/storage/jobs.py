"""Jobs that the tests of the worker give it."""

import os
import sys
import time
from typing import Any

from storage.errors import LibraryError, PasswordNeeded

Progress = Any


def sums(progress: Progress, *numbers: int) -> int:
    return sum(numbers)


def process(progress: Progress) -> int:
    return os.getpid()


def refuses(progress: Progress, sentence: str) -> None:
    raise PasswordNeeded(sentence)


def fails(progress: Progress) -> None:
    raise RuntimeError("a bug of ours")


def sleeps(progress: Progress, seconds: float) -> str:
    time.sleep(seconds)
    return "slept"


def spins(progress: Progress) -> None:
    while True:
        sum(range(10_000))


def tells(progress: Progress, count: int, pause: float = 0.0) -> str:
    for number in range(count):
        time.sleep(pause)
        progress(number)
    return "told"


def devours(progress: Progress) -> None:
    eaten = []
    while True:
        eaten.append(bytearray(64 << 20))


HELD: list[bytearray] = []


def keeps(progress: Progress, size: int) -> int:
    HELD.append(bytearray(size))
    return os.getpid()


def dies(progress: Progress) -> None:
    os._exit(9)


def prints(progress: Progress) -> str:
    print("this must not be seen")
    sys.stdout.write("nor this")
    return "printed"


def answers_what_cannot_be_sent(progress: Progress) -> Any:
    return lambda: None


def raises_what_cannot_be_sent(progress: Progress) -> None:
    class Odd(LibraryError):
        pass

    raise Odd("odd")


def modules(progress: Progress) -> list[str]:
    return sorted(sys.modules)
