"""Files that people drop into `inbox/` of a data root, taken in as reports.

    settings   how the folder is looked at; why a file is refused, in words
    look       which files lie there, and which of them are whole
    sidecar    what a person says of a file in `<file name>.yml`
    whose      whose report of which year: what the file says, then the side-car
    judge      one file: taken, known already, or refused and why
    register   the lines of the log that say what came in, and the rows made from them
    notice     what lies beside a refused file
    take       all of it in order: archived, logged, written, and only then moved

Like in an archive each deposit is entered into a register that is only ever added to.
How deposits are read is in `pipeline.deposits`; nothing here judges a figure.
"""
