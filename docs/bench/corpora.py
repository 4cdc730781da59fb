"""The corpora of the benchmark: the same bytes everywhere, from a seed."""

import os
import random
import zlib
from pathlib import Path

MIB = 1 << 20


def random_file(path, size, seed=1):
    """Bytes that nothing compresses."""
    source = random.Random(seed)
    with open(path, "wb") as file:
        while size > 0:
            block = source.randbytes(min(size, 16 * MIB))
            file.write(block)
            size -= len(block)


def small_files(folder, count, size=1024, seed=2):
    """Many files of text of one size, a thousand to a folder."""
    text = Text(random.Random(seed))
    for number in range(count):
        if number % 1000 == 0:
            place = Path(folder, f"{number // 1000:04}")
            place.mkdir(parents=True)
        Path(place, f"note-{number:07}.txt").write_bytes(text.prose(size))


def mixed_tree(folder, files, size, seed=3):
    """What an office has: half of the bytes in formats that are compressed already (pictures,
    documents that are ZIPs), half in formats that are not (text, tables, XML, logs, numbers)."""
    source = random.Random(seed)
    text = Text(source)
    kinds = [
        ("jpg", 0.30, lambda n: picture(source, n)),
        ("docx", 0.20, lambda n: packed_document(source, text, n)),
        ("txt", 0.12, text.prose),
        ("csv", 0.12, text.table),
        ("xml", 0.12, text.markup),
        ("log", 0.08, text.log),
        ("dat", 0.06, lambda n: numbers(source, n)),
    ]
    # Sizes as trees have them: many small files, some large ones.
    weights = [source.lognormvariate(0, 1.6) for _ in range(files)]
    unit = size / sum(weights)
    shares = [share for _, share, _ in kinds]
    # By bytes rather than by number: the kind that lacks most comes next.
    given = [0.0] * len(kinds)
    for number, weight in enumerate(sorted(weights, reverse=True)):
        length = max(64, int(weight * unit))
        kind = max(range(len(kinds)), key=lambda k: shares[k] * size - given[k])
        given[kind] += length
        extension, _, make = kinds[kind]
        place = Path(folder, f"service-{number % 20:02}", f"dossier-{number % 400:03}")
        place.mkdir(parents=True, exist_ok=True)
        Path(place, f"piece-{number:05}.{extension}").write_bytes(make(length))


def picture(source, length):
    """Entropy-coded data as JPEG has it: 0xff is followed by a zero."""
    head = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(64))
    body = source.randbytes(length).replace(b"\xff", b"\xff\0")
    return (head + body)[:length]


def packed_document(source, text, length):
    """Parts deflated one after the other, as in a .docx, with their names in the clear."""
    out = bytearray()
    while len(out) < length:
        part = zlib.compress(text.markup(min(4 * (length - len(out)), 400_000) + 64), 6)
        out += b"PK\x03\x04word/part%d.xml" % source.randrange(100) + part
    return bytes(out[:length])


def numbers(source, length):
    """Measurements: small steps of 32-bit integers."""
    value, out = 1_000_000, bytearray()
    steps = source.choices(range(-100, 101), k=length // 4 + 1)
    for step in steps:
        value += step
        out += value.to_bytes(4, "little")
    return bytes(out[:length])


class Text:
    """Words as languages have them, few of them often; pieces of each kind are made once and put
    together anew for each file."""

    def __init__(self, source):
        self.source = source
        letters = "eeeeeaaaiiioooussssnnnrrrttttllldddmmcppbvfgqhjxyz"
        words = ["".join(source.choices(letters, k=source.randint(2, 11))) for _ in range(20_000)]
        weights = [1 / (rank + 3) for rank in range(len(words))]
        self.words = source.choices(words, weights, k=1_000_000)
        self.pieces = {}

    def some_words(self, count):
        start = self.source.randrange(len(self.words) - count)
        return self.words[start : start + count]

    def fill(self, kind, make, length):
        pieces = self.pieces.setdefault(kind, [])
        if not pieces:
            pieces.extend(make().encode() for _ in range(20_000))
        out = bytearray()
        while len(out) < length:
            out += b"".join(self.source.choices(pieces, k=max(1, min(64, length // 16))))
        return bytes(out[:length])

    def prose(self, length):
        def sentence():
            words = self.some_words(self.source.randint(5, 25))
            return " ".join(words).capitalize() + self.source.choice([". ", ". ", " ; ", ".\n"])

        return self.fill("prose", sentence, length)

    def table(self, length):
        def row():
            day = f"2026-{self.source.randint(1, 12):02}-{self.source.randint(1, 28):02}"
            amount = f"{self.source.lognormvariate(5, 2):.2f}"
            name = " ".join(self.some_words(2)).title()
            return f"{self.source.randrange(10**6):06};{day};{name};{amount};EUR;valide\n"

        return self.fill("table", row, length)

    def markup(self, length):
        def element():
            words = " ".join(self.some_words(self.source.randint(1, 9)))
            style = self.source.choice(["Normal", "Titre1", "Liste", "Citation"])
            return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>\n'

        return self.fill("markup", element, length)

    def log(self, length):
        def line():
            second = self.source.randrange(86_400)
            time = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
            host = f"10.{self.source.randrange(256)}.{self.source.randrange(256)}.7"
            level = self.source.choice(["INFO", "INFO", "INFO", "WARN", "ERROR"])
            words = " ".join(self.some_words(4))
            return f"2026-11-21T{time}Z {level} {host} {words} status={self.source.choice([200, 200, 304, 404, 500])}\n"

        return self.fill("log", line, length)


if __name__ == "__main__":
    # corpora.py FOLDER: all of them, to look at.
    import sys

    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    random_file(folder / "random.bin", 1024 * MIB)
    mixed_tree(folder / "tree", 10_000, 1024 * MIB)
    small_files(folder / "small", 100_000)
    total = sum(os.path.getsize(Path(at, name)) for at, _, names in os.walk(folder) for name in names)
    print(f"{total / MIB:.0f} MiB")
