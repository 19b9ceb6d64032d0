"""What Windows has in place of `resource`, of /proc and of `os.nice`: memory, CPU and urgency of a process.

The structures and numbers are those of the Windows API (PSAPI, job objects, process times).
"""

import ctypes
import sys
from typing import Any

_QUERY = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
_PROCESS_MEMORY = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
_BELOW_NORMAL = 0x4000  # BELOW_NORMAL_PRIORITY_CLASS
_EXTENDED = 9  # JobObjectExtendedLimitInformation


class _Memory(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS."""

    _fields_ = [
        ("size", ctypes.c_uint32),
        ("faults", ctypes.c_uint32),
        ("pools", ctypes.c_size_t * 6),
        ("committed", ctypes.c_size_t),
        ("most", ctypes.c_size_t),
    ]


class _Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = [
        ("times", ctypes.c_int64 * 2),
        ("flags", ctypes.c_uint32),
        ("working_set", ctypes.c_size_t * 2),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("classes", ctypes.c_uint32 * 2),
        ("input_output", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("rest", ctypes.c_size_t * 3),
    ]


def _kernel() -> Any:
    if sys.platform != "win32":
        raise OSError("only Windows has these calls")
    kernel = ctypes.WinDLL("kernel32")
    for name in ("GetCurrentProcess", "OpenProcess", "CreateJobObjectW"):
        getattr(kernel, name).restype = ctypes.c_void_p
    return kernel


def memory_used() -> int:
    """The bytes that this process has been promised (its commit charge); 0 where the system does not say."""
    kernel, told = _kernel(), _Memory(size=ctypes.sizeof(_Memory))
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    return int(told.committed) if kernel.K32GetProcessMemoryInfo(process, ctypes.byref(told), told.size) else 0


def limit_memory(most: int) -> bool:
    """Bound the memory of this process by a job object, in bytes; answer whether the system took it."""
    kernel, limits = _kernel(), _Limits(flags=_PROCESS_MEMORY, process_memory=most)
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))  # goes with the process
    set_ = kernel.SetInformationJobObject(job, _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits))
    return bool(set_ and kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess())))


def let_others_first() -> None:
    """Let this process wait for those that a person is working with."""
    kernel = _kernel()
    kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), _BELOW_NORMAL)


def cpu_used(process: int) -> float | None:
    """The seconds of CPU that a process has used; None where the system does not say."""
    kernel = _kernel()
    opened = ctypes.c_void_p(kernel.OpenProcess(_QUERY, False, process))
    if not opened:
        return None
    times = [ctypes.c_uint64() for _ in range(4)]  # begun, ended, in the kernel, in the program; in 100 ns
    try:
        if not kernel.GetProcessTimes(opened, *map(ctypes.byref, times)):
            return None
    finally:
        kernel.CloseHandle(opened)
    return (times[2].value + times[3].value) / 1e7
