"""From the working tables to a release: an atomic, self-describing snapshot.

`content` says what a release holds and hashes it, `describe` writes dictionary and data
package, `snapshot` builds the folder and swaps the pointer. Reading a release is in
`pipeline.reading`.
"""

from pipeline.publish.snapshot import Published, publish

__all__ = ["Published", "publish"]
