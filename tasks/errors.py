"""The one exception that means "the user can mend this"."""


class UserError(Exception):
    """A mistake or a missing thing outside the program, told in one sentence.

    The message names the file (and line, where there is one), the reason and the
    remedy. The command line prints it without a traceback and exits with a status
    other than zero.
    """
