"""What the user is told when a disk is full."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from tasks.errors import UserError


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Turn the OSError of a full disk, or of a used up quota, into one sentence with a remedy."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        place = error.filename2 or error.filename  # of a copy, the second is what is written
        where = f" that holds {place}" if place else ""
        raise UserError(
            f"no space left on the disk{where}: make room and run the same again, "
            "what was finished is kept"
        ) from error
