"""What holds a worker on Windows: its memory and CPU are known, and bounded by a job object."""

import os
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT, bounds_memory

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="only Windows has these calls")


def test_memory_and_cpu_of_a_process_are_known():
    from storage import windows

    before = windows.memory_used()
    held = bytearray(64 << 20)
    assert windows.memory_used() - before > 32 << 20
    assert len(held) == 64 << 20
    spent = windows.cpu_used(os.getpid())
    assert spent is not None
    until = time.process_time() + 0.3
    while time.process_time() < until:
        pass
    later = windows.cpu_used(os.getpid())
    assert later is not None
    assert later - spent > 0.1
    assert windows.cpu_used(2**31 - 1) is None


@pytest.mark.skipif(not bounds_memory(), reason="Wine takes the limit and does not keep it")
def test_memory_beyond_the_limit_is_refused():
    code = (
        "from storage import windows\n"
        "windows.let_others_first()\n"
        "assert windows.limit_memory(windows.memory_used() + (128 << 20))\n"
        "try:\n    bytearray(1 << 30)\nexcept MemoryError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "refused", done.stderr
