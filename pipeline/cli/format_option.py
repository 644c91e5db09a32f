"""The option `--format` of commands that list rows: on the screen, or for programs."""

import click

__all__ = ["format_option"]

format_option = click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="How to print the rows.",
)
