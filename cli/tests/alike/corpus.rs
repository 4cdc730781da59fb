//! Archives made one field at a time.

use flate2::Crc;

use crate::archives::*;

/// One archive.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) zip: Vec<u8>,
    /// Whether it says that it was made on MS-DOS, OS/2 or Windows.
    pub(super) is_from_dos: bool,
}

impl Case {
    pub(super) fn new(name: impl Into<String>, zip: Vec<u8>) -> Self {
        Self { name: name.into(), zip, is_from_dos: false }
    }

    /// Whether an entry of the directory has a name without the mark of UTF-8 that is not ASCII, or that
    /// a Unicode path replaces.
    pub(super) fn has_unmarked_names(&self) -> bool {
        let word = |at: usize| u16::from_le_bytes([self.zip[at], self.zip[at + 1]]);
        let records = self.zip.windows(4).enumerate().filter(|(_, bytes)| *bytes == b"PK\x01\x02");
        records.map(|(at, _)| at).filter(|at| at + 46 < self.zip.len()).any(|at| {
            let end = at + 46 + usize::from(word(at + 28)) + usize::from(word(at + 30));
            let name_and_extra = self.zip.get(at + 46..end).unwrap_or_default();
            let replaced = name_and_extra.windows(2).any(|id| id == b"up");
            word(at + 8) & UTF8 == 0 && (replaced || !name_and_extra.is_ascii())
        })
    }
}

/// Whether everything is tried with everything.
fn whole() -> bool {
    std::env::var("SCELLE_ALIKE").is_ok_and(|value| value == "all")
}

/// The content is a path as well, so that a link made of it would lead somewhere.
const CONTENT: &[u8] = b"z.txt";

fn subject() -> Entry {
    Entry::stored("a.txt", CONTENT)
}

fn neighbour() -> Entry {
    Entry::stored("z.txt", b"the neighbour")
}

/// Between two neighbours, so that a reader which loses its way loses one of them.
fn among(entry: Entry) -> Vec<u8> {
    zip(&[Entry::stored("0.txt", b"before"), entry, neighbour()])
}

fn case(name: impl Into<String>, zip: Vec<u8>) -> Case {
    Case::new(name, zip)
}

fn crc_of(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A lie in one header, the other, or both.
const WHERE: [&str; 3] = ["both", "central", "local"];

fn lying(entry: &Entry, place: &str, lie: impl Fn(&mut Record)) -> Entry {
    match place {
        "both" => entry.clone().both(lie),
        "central" => entry.clone().central(lie),
        _ => entry.clone().local(lie),
    }
}

/// Types and permissions of Unix, the undefined types among them.
const MODES: [u32; 26] = [
    0, 0o644, 0o755, 0o4755, 0o100_644, 0o100_755, 0o104_755, 0o102_755, 0o101_644, 0o040_755,
    0o042_755, 0o120_777, 0o010_644, 0o020_644, 0o060_644, 0o140_755, 0o030_644, 0o050_644,
    0o070_644, 0o110_644, 0o130_644, 0o150_644, 0o160_644, 0o170_644, 0o120_000, 0o177_777,
];

pub(super) fn hosts() -> impl Iterator<Item = Case> {
    let modes = MODES.iter().map(|mode| mode << 16);
    let bits = (0..16).map(|bit| 1u32 << bit);
    let marked = [0x8000u32, 0x400, 0x8020, 0x420, 0x8010, 0x410].into_iter().flat_map(|low| {
        [0o120_777, 0o100_644, 0o040_755, 0o020_644].map(|mode: u32| mode << 16 | low)
    });
    let attributes: Vec<u32> = modes.chain(bits).chain(marked).collect();
    let rare = [0u32, 0o100_644 << 16, 0o120_777 << 16, 0o120_777 << 16 | 0x8000, 0x08];
    let every = whole();
    (0..=255u16).flat_map(move |host| {
        let known = host <= 20 || host == 30;
        let attributes = if known || every { attributes.clone() } else { rare.to_vec() };
        attributes.into_iter().flat_map(move |attributes| {
            ["a.txt", "d/"].into_iter().map(move |name| {
                let content = if name == "d/" { b"" } else { CONTENT };
                let mut entry = Entry::stored(name, content).attributes(attributes);
                entry.made_by = host << 8 | 20;
                case(format!("host {host}, attributes {attributes:#x}, {name}"), among(entry))
            })
        })
    })
}

pub(super) fn versions() -> impl Iterator<Item = Case> {
    let every_version = [0u16, 3, 6, 10, 11, 14].into_iter().flat_map(|host| {
        (0..=255u16)
            .filter(|v| whole() || *v < 70 || *v > 250)
            .flat_map(move |version| ["a.txt", "é.txt"].map(|name| made_by(host, version, name)))
    });
    let every_host = (0..=255).map(|host| made_by(host, 20, "é.txt"));
    let high = (0..=255u16).flat_map(|high| [20, 43, 45].map(|low| high << 8 | low));
    let needed = (0..=255u16).chain(high).flat_map(|needed| {
        WHERE.into_iter().map(move |place| {
            let entry = lying(&subject(), place, |record| record.version = needed);
            case(format!("needs {needed:#x} in {place}"), among(entry))
        })
    });
    every_version.chain(every_host).chain(needed)
}

fn made_by(host: u16, version: u16, name: &str) -> Case {
    let mut entry = Entry::stored(name, CONTENT);
    entry.made_by = host << 8 | version;
    let is_from_dos = [0, 6, 11].contains(&host);
    Case { is_from_dos, ..case(format!("made by {host}.{version}, {name}"), among(entry)) }
}

pub(super) fn flags() -> Vec<Case> {
    let mut cases = Vec::new();
    let deflated = Entry::deflated("a.txt", &[b'a'; 300]);
    let Record { crc, packed, size, .. } = deflated.central;
    let described = deflated.clone().described(crc, packed, size);
    for (kind, entry) in [("stored", subject()), ("deflated", deflated), ("described", described)] {
        for bit in 0..16 {
            for place in WHERE {
                let toggled = lying(&entry, place, |record| record.flags ^= 1 << bit);
                cases.push(case(format!("{kind}, flag {bit} in {place}"), among(toggled)));
            }
            for other in 0..bit {
                let toggled = entry.clone().both(|record| record.flags ^= 1 << bit | 1 << other);
                cases.push(case(format!("{kind}, flags {bit} and {other}"), among(toggled)));
            }
        }
    }
    cases
}

/// Known extra fields: PKWARE's, and those of APPNOTE's list of third parties and of Info-ZIP.
const KNOWN: [u16; 72] = [
    0x0001, 0x0007, 0x0008, 0x0009, 0x000a, 0x000c, 0x000d, 0x000e, 0x000f, 0x0014, 0x0015, 0x0016,
    0x0017, 0x0018, 0x0019, 0x0020, 0x0021, 0x0022, 0x0023, 0x0065, 0x0066, 0x07c8, 0x10c5, 0x1986,
    0x1a51, 0x2605, 0x2705, 0x2805, 0x334d, 0x4154, 0x4341, 0x4453, 0x4690, 0x4704, 0x470f, 0x4854,
    0x4b46, 0x4c41, 0x4d49, 0x4d63, 0x4f4c, 0x5356, 0x5455, 0x554e, 0x5855, 0x5a4d, 0x6375, 0x6542,
    0x6854, 0x6c78, 0x7075, 0x7441, 0x756e, 0x7855, 0x7875, 0x9901, 0x9902, 0xa11e, 0xa220, 0xcafe,
    0xd935, 0xe57a, 0xfb4a, 0xfd4a, 0x4241, 0x2064, 0x2865, 0x0030, 0x0031, 0x8080, 0x1234, 0xffff,
];

/// ASi's: a mode, and where a link leads.
fn asi(mode: u16, link: &[u8]) -> Vec<u8> {
    let mut rest = words16(&[mode]);
    rest.extend(words32(&[link.len() as u32]));
    rest.extend(words16(&[0, 0]));
    rest.extend(link);
    let crc = crc_of(&rest);
    extra(0x756e, &[words32(&[crc]), rest].concat())
}

/// PKWARE's for Unix: two times, two owners, and where a link leads.
fn pkware_unix(link: &[u8]) -> Vec<u8> {
    extra(0x000d, &[words32(&[1, 1]), words16(&[0, 0]), link.to_vec()].concat())
}

/// libarchive's, for readers of streams: the host and the attributes that the directory would tell.
fn xl(bits: u8, host: u16, attributes: u32) -> Vec<u8> {
    let mut data = vec![bits];
    if bits & 1 != 0 {
        data.extend(words16(&[host << 8 | 20]));
    }
    if bits & 2 != 0 {
        data.extend(words16(&[0]));
    }
    if bits & 4 != 0 {
        data.extend(words32(&[attributes]));
    }
    extra(0x6c78, &data)
}

/// Info-ZIP's second name or comment.
fn unicode(id: u16, version: u8, of: &[u8], text: &[u8]) -> Vec<u8> {
    extra(id, &[&[version], words32(&[crc_of(of)]).as_slice(), text].concat())
}

pub(super) fn extras() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    for id in KNOWN {
        let shapes: [&[u8]; 9] = [
            b"",
            b"\x01",
            b"\x05\0\0\0",
            &[0; 12],
            &[0xff; 24],
            b"z.txt",
            &[1; 40],
            &[0; 2],
            b"ZPIT\x05z.txtTEXTttxt\0\0",
        ];
        for (number, shape) in shapes.into_iter().enumerate() {
            fields.push((format!("{id:#06x}, shape {number}"), extra(id, shape)));
        }
    }
    for mode in [0o120_777u16, 0o100_644, 0o040_755, 0o020_644, 0o010_644, 0] {
        for link in [&b"z.txt"[..], b""] {
            fields.push((format!("asi {mode:o}, {}", link.len()), asi(mode, link)));
        }
    }
    for link in [&b""[..], b"z.txt", &[1, 0, 0, 0, 1, 0, 0, 0]] {
        fields.push((format!("pkware unix, {}", link.len()), pkware_unix(link)));
    }
    for (bits, host) in [(1, 0), (1, 3), (5, 3), (7, 3), (4, 3), (7, 0), (15, 3)] {
        for mode in [0o120_777u32, 0o040_755, 0o100_644, 0o010_644] {
            fields.push((format!("xl {bits}, {host}, {mode:o}"), xl(bits, host, mode << 16)));
        }
        fields.push((format!("xl {bits}, {host}, dos folder"), xl(bits, host, 0x10)));
    }
    for (of, text) in [("a.txt", "a.txt"), ("a.txt", "c.txt"), ("x", "a.txt"), ("x", "c.txt")] {
        for version in [0, 1, 2] {
            let name = unicode(0x7075, version, of.as_bytes(), text.as_bytes());
            fields.push((format!("second name {version}, {of}, {text}"), name));
            let comment = unicode(0x6375, version, of.as_bytes(), text.as_bytes());
            fields.push((format!("second comment {version}, {of}, {text}"), comment));
        }
    }
    for aes in [&b"\x02\0AE\x03\x08\0"[..], b"\x01\0AE\x01\0\0", b"\x02\0AE\x03\0\0"] {
        fields.push((format!("aes {aes:?}"), extra(0x9901, aes)));
    }
    let [size, many] = [words64(&[5]), words64(&[5, 5, 0, 0])];
    for (number, data) in [size, many, words64(&[5, 5]), words64(&[0, 0])].into_iter().enumerate() {
        fields.push((format!("wide sizes {number}"), extra(1, &data)));
    }
    for (name, field) in fields {
        for place in WHERE {
            for (host, mode) in [(3u16, 0o100_644u32), (3, 0), (0, 0), (16, 0)] {
                if host != 3 && place != "both" {
                    continue;
                }
                let mut entry = lying(&subject(), place, |record| record.extra = field.clone());
                entry.made_by = host << 8 | 20;
                let entry = entry.attributes(mode << 16);
                let name = format!("extra {name}, {place}, host {host}, mode {mode:o}");
                cases.push(case(name, among(entry)));
            }
        }
    }
    cases
}

/// Known ones, in many shapes, from every host that has a name.
pub(super) fn extras_of_hosts() -> impl Iterator<Item = Case> {
    let shapes: [&[u8]; 4] =
        [b"\x05\0\0\0\0", &[0; 12], &[0xff, 0xa1, 0xff, 0xa1], b"ZPIT\x05z.txtTEXT"];
    (0..=20u16).chain([30, 255]).flat_map(move |host| {
        [0u32, 0o100_644].into_iter().map(move |mode| {
            let ids = KNOWN.into_iter().flat_map(|id| shapes.map(|shape| (id, shape)));
            let entries = ids.enumerate().map(|(number, (id, shape))| {
                let entry = Entry::stored(format!("{number}.txt"), CONTENT).attributes(mode << 16);
                let entry = entry.both(|record| record.extra = extra(id, shape));
                Entry { made_by: host << 8 | 20, ..entry }
            });
            case(format!("extra fields of host {host}, mode {mode:o}"), zip(&accepted(entries)))
        })
    })
}

/// Those that we accept by themselves.
fn accepted(entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    entries.filter(|entry| super::ours(&zip(std::slice::from_ref(entry))).is_some()).collect()
}

/// All that have an identifier, many to an archive, those that are refused left out.
pub(super) fn every_extra() -> impl Iterator<Item = Case> {
    let step = if whole() { 1 } else { 37 };
    let ids: Vec<u16> = (0..=u16::MAX).step_by(step).collect();
    let runs: Vec<Vec<u16>> = ids.chunks(256).map(<[u16]>::to_vec).collect();
    runs.into_iter().flat_map(|run| {
        [&b"\x05\0\0\0\0"[..], b"\xff\xa1\xff\xa1\xff\xa1\xff\xa1z.txt"].into_iter().map(
            move |data| {
                let entries = run.iter().map(|id| {
                    let entry = Entry::stored(format!("{id:04x}.txt"), CONTENT);
                    entry.both(|record| record.extra = extra(*id, data))
                });
                case(
                    format!("extra fields from {:#06x}, {data:?}", run[0]),
                    zip(&accepted(entries)),
                )
            },
        )
    })
}

pub(super) fn disagreements() -> Vec<Case> {
    type Lie = (&'static str, fn(&mut Record));
    let lies: [Lie; 22] = [
        ("name", |r| r.name = b"e.txt".to_vec()),
        ("case", |r| r.name = b"A.txt".to_vec()),
        ("folder", |r| r.name = b"a.tx/".to_vec()),
        ("composed", |r| r.name = "é.txt".into()),
        ("decomposed", |r| r.name = "e\u{301}.txt".into()),
        ("flags", |r| r.flags = 0),
        ("effort", |r| r.flags |= 2),
        ("descriptor", |r| r.flags |= DESCRIPTOR),
        ("method", |r| r.method = DEFLATED),
        ("time", |r| r.time ^= 1),
        ("date", |r| r.date ^= 1),
        ("no date", |r| r.date = 0),
        ("last date", |r| (r.time, r.date) = (u16::MAX, u16::MAX)),
        ("crc", |r| r.crc ^= 1),
        ("no crc", |r| r.crc = 0),
        ("size", |r| r.size += 1),
        ("no size", |r| r.size = 0),
        ("packed", |r| r.packed += 1),
        ("no packed", |r| r.packed = 0),
        ("saturated", |r| (r.size, r.packed) = (SATURATED, SATURATED)),
        ("nothing", |r| (r.crc, r.size, r.packed) = (0, 0, 0)),
        ("version", |r| r.version = 10),
    ];
    let mut cases = Vec::new();
    for (what, lie) in lies {
        for place in WHERE {
            for entry in [subject(), Entry::stored("é.txt", CONTENT)] {
                let lied = lying(&entry, place, lie);
                let name = String::from_utf8_lossy(&entry.central.name).into_owned();
                cases.push(case(format!("{what} of {name} in {place}"), among(lied)));
            }
        }
    }
    let composed = Entry::stored("é.txt", CONTENT);
    let decomposed = |r: &mut Record| r.name = "e\u{301}.txt".into();
    cases.push(case("local name in nfd", among(composed.clone().local(decomposed))));
    cases.push(case("central name in nfd", among(composed.central(decomposed))));
    cases
}

pub(super) fn names() -> Vec<Case> {
    let long = "x".repeat(255);
    let deep = ["x".repeat(100).as_str(); 20].join("/");
    let deeper = ["x"; 900].join("/");
    let longest = ["x".repeat(250).as_str(); 14].join("/");
    let names: Vec<Vec<u8>> = [
        "a\\b",
        "C:a",
        "C:/a",
        "C:",
        "/a",
        "//a",
        "./a",
        "a/./b",
        "../a",
        "a/../b",
        "a/",
        "a//b",
        "a//",
        "a/.",
        "a/..",
        ".",
        "..",
        "...",
        "....",
        ". .",
        "a\0b",
        "a\0",
        "a\nb",
        "a\tb",
        "a\u{7f}",
        "",
        "/",
        " ",
        "  a",
        "a ",
        "a.",
        "a..",
        "a. .",
        "-rf",
        "--help",
        "@a",
        "~",
        "~a",
        "$HOME",
        "`id`",
        "a;1",
        "a;",
        "a;12",
        "a;1x",
        "a;x",
        "d;1/a",
        "d;1/",
        "a.txt;3",
        "a,fff",
        "a,ffe",
        "a:b",
        "a:b:$DATA",
        "d/a:b",
        "d/C:/a",
        "d/C:",
        "é:a",
        "1:a",
        "ab:c",
        ":a",
        "nul",
        "CON",
        "com1.txt",
        "aux.c",
        "a*b",
        "a?b",
        "a\"b",
        "a<b>",
        "a|b",
        "a%b",
        "%41",
        "a#b",
        "#U0041",
        "a#U00e9",
        "#L00010000",
        "é",
        "e\u{301}",
        "Å",
        "\u{212b}",
        "ﬁ",
        "日本",
        "🗂",
        "\u{feff}a",
        "a\u{feff}",
        "a\u{200b}b",
        "a\u{fffd}b",
        "a\u{ffff}b",
        "a\u{fffe}b",
        "a\u{e000}b",
        "a\u{ef80}b",
        "a\u{efaf}b",
        "a\u{efff}",
        "a\u{f02f}b",
        "a\u{f05c}b",
        "a\u{10ffff}b",
        "a\u{ad}b",
        "a\u{34f}b",
        "a\u{115f}b",
        "a\u{e0001}b",
        "a\u{fff9}b",
        "a\u{2025}b",
        "a\u{2215}b",
        "\u{ff0e}\u{ff0e}",
        "a\u{a0}",
        "a\u{3000}",
        "[Content_Types].xml",
        "META-INF/",
        "META-INF/MANIFEST.MF",
        "__MACOSX/._a.txt",
        "._a.txt",
        ".DS_Store",
        "mimetype",
        "a.zip",
        "a.gz",
        "a.tar",
        "..a",
        "a..b",
        "a/..b",
        "!a",
        "'a'",
        "a!b",
        "a'b",
        "a^b",
        "a&b",
        "a=b",
        "[a]",
        "{a}",
        "(a)",
        "a\u{1}b",
        "a\u{80}b",
        "a\u{9f}b",
    ]
    .into_iter()
    .chain([long.as_str(), deep.as_str(), deeper.as_str(), longest.as_str()])
    .map(|name| name.as_bytes().to_vec())
    .chain([b"caf\xe9".to_vec(), b"a\xffb".to_vec(), b"\xc0\xae\xc0\xae/a".to_vec()])
    .chain([b"\xed\xa0\x80".to_vec(), b"\xe2\x82".to_vec()])
    .collect();
    let mut cases = Vec::new();
    for name in names {
        let shown = String::from_utf8_lossy(&name).chars().take(20).collect::<String>();
        let folder = name.ends_with(b"/");
        for flags in [UTF8, 0] {
            for (kind, attributes) in
                [("file", 0o100_644u32 << 16), ("folder", 0o040_755 << 16 | 0x10), ("no type", 0)]
            {
                let content = if folder { b"" } else { CONTENT };
                let entry = Entry::stored(&name, content).both(|record| record.flags = flags);
                let zip = among(entry.attributes(attributes));
                cases.push(case(format!("name {shown:?}, flags {flags:#x}, {kind}"), zip));
            }
        }
    }
    for pair in [
        ["a", "A"],
        ["é", "É"],
        ["é", "e\u{301}"],
        ["a", "a/b"],
        ["a/", "a/b"],
        ["a/b", "a/"],
        ["a", "a/"],
        ["a/", "a"],
        ["a", "a"],
        ["a", "a;1"],
        ["a;1", "a;2"],
        ["a", "a."],
        ["a", "a "],
        ["ﬁ", "fi"],
        ["a", "a:b"],
        ["ß", "ss"],
        ["K", "\u{212a}"],
        ["a", "./a"],
        ["a/b", "a//b"],
    ] {
        for nested in ["", "d/"] {
            let entries = [0, 1].map(|at| {
                let name = format!("{nested}{}", pair[at]);
                let content: &[u8] = if name.ends_with('/') { b"" } else { &[b'1' + at as u8] };
                Entry::stored(&name, content).attributes(0)
            });
            cases.push(case(format!("names {pair:?} in {nested:?}"), zip(&entries)));
        }
    }
    cases
}

/// Names without the mark of UTF-8, from every host, and the Unicode path that may explain them.
pub(super) fn unmarked() -> Vec<Case> {
    let mut cases = Vec::new();
    let names: [(&[u8], &str); 10] = [
        ("été.txt".as_bytes(), "été.txt"),
        ("e\u{301}te\u{301}.txt".as_bytes(), "été.txt"),
        (b"\x82t\x82.txt", "été.txt"),
        (b"\xe9t\xe9.txt", "été.txt"),
        (b"\xb5.txt", "Á.txt"),
        (b"d/\xb5.txt", "d/Á.txt"),
        (b"\xb5/", "Á/"),
        (b"_t_.txt", "été.txt"),
        (b"??.txt", "日本.txt"),
        (b"a.txt", "c.txt"),
    ];
    let both = |field: &[u8]| (field.to_vec(), field.to_vec());
    for (raw, text) in names {
        let right = unicode(0x7075, 1, raw, text.as_bytes());
        let repeating = unicode(0x7075, 1, raw, raw);
        let longer = format!("x/{text}");
        type Fields = (Vec<u8>, Vec<u8>);
        let fields: Vec<(&str, Fields)> = vec![
            ("none", both(b"")),
            ("right", both(&right)),
            ("repeating", both(&repeating)),
            ("central", (Vec::new(), right.clone())),
            ("local", (right.clone(), Vec::new())),
            ("one repeating", (repeating.clone(), right.clone())),
            ("wrong checksum", both(&unicode(0x7075, 1, b"other", text.as_bytes()))),
            ("version 2", both(&unicode(0x7075, 2, raw, text.as_bytes()))),
            ("empty", both(&unicode(0x7075, 1, raw, b""))),
            ("no text", both(&unicode(0x7075, 1, raw, b"\xe9t\xe9.txt"))),
            ("elsewhere", both(&unicode(0x7075, 1, raw, longer.as_bytes()))),
            ("upwards", both(&unicode(0x7075, 1, raw, b"../\xc3\xa9.txt"))),
        ];
        for (what, (local, central)) in fields {
            for host in [0u16, 1, 3, 6, 7, 10, 11, 14, 19, 30] {
                let is_folder = raw.ends_with(b"/");
                let entry = Entry::stored(raw, if is_folder { b"" } else { CONTENT }).attributes(0);
                let mut entry = entry.both(|record| record.flags = 0);
                entry.local.extra = local.clone();
                entry.central.extra = central.clone();
                entry.made_by = host << 8 | 20;
                let is_from_dos = [0, 6, 10, 11].contains(&host);
                let name = format!("unmarked {}, {what}, host {host}", raw.escape_ascii());
                cases.push(Case { is_from_dos, ..case(name, among(entry)) });
            }
        }
    }
    cases
}

/// Characters of names, many to an archive, those that are refused left out.
pub(super) fn characters() -> impl Iterator<Item = Case> {
    let step = if whole() { 1 } else { 61 };
    let special = (0xef00..0xf100).step_by(if whole() { 1 } else { 7 });
    let codes: Vec<u32> = (0..0x11_0000u32).step_by(step).chain(special).collect();
    let codes: Vec<char> = codes.into_iter().filter_map(char::from_u32).collect();
    // Beyond the first planes all are alike.
    let codes: Vec<char> = codes
        .into_iter()
        .filter(|c| (*c as u32) < 0x2_0000 || (*c as u32).is_multiple_of(509))
        .collect();
    let runs: Vec<Vec<char>> = codes.chunks(512).map(<[char]>::to_vec).collect();
    runs.into_iter().map(|run| {
        let entries =
            run.iter().map(|c| Entry::stored(format!("{:06x} {c} x", *c as u32), CONTENT));
        case(format!("characters from {:#x}", run[0] as u32), zip(&accepted(entries)))
    })
}

pub(super) fn ends() -> Vec<Case> {
    let parts = || Parts::of(&[subject(), neighbour()]);
    let other = || Parts::of(&[Entry::stored("other.txt", b"other")]);
    let mut cases = Vec::new();
    let mut add = |name: &str, zip: Vec<u8>| cases.push(case(name, zip));
    add("plain", parts().zip());
    add("empty", Parts::of(&[]).zip());
    add("comment", parts().end(|end| end.comment = b"a comment".to_vec()).zip());
    add("comment with an end", parts().end(|end| end.comment = other().end.bytes()).zip());
    add("comment with an archive", parts().end(|end| end.comment = other().zip()).zip());
    let comments: [(&str, Vec<u8>); 9] = [
        ("none", Vec::new()),
        ("short", b"a comment".to_vec()),
        ("accents", "été\r\n".into()),
        ("no text", vec![0xff; 30]),
        ("zeros", vec![0; 30]),
        ("beyond 16 KiB", vec![b'x'; 20_000]),
        ("longest", vec![b'x'; 65_535]),
        ("half a signature", b"PK".to_vec()),
        ("half an end", b"PK\x05".to_vec()),
    ];
    for (what, comment) in comments {
        for padding in [0usize, 1, 3, 19, 20, 21, 22, 23, 512, 40_000, 65_535, 65_536] {
            let zip = parts().end(|end| end.comment = comment.clone()).zip();
            let padded = [zip, vec![0; padding]].concat();
            add(&format!("comment {what}, {padding} zeros behind it"), padded);
        }
    }
    for sign in [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"] {
        for comment in [&sign[..], &[sign, &[0; 40][..]].concat(), &[&[b'x'; 9][..], sign].concat()]
        {
            let zip = parts().end(|end| end.comment = comment.to_vec()).zip();
            add(&format!("comment with {}", comment.escape_ascii()), zip);
        }
    }
    add("trailing", [parts().zip(), b"tail".to_vec()].concat());
    add("trailing zeros", [parts().zip(), vec![0; 512]].concat());
    add("two archives", [parts().zip(), other().zip()].concat());
    let at = parts().zip().len() as u32;
    add(
        "two archives, offsets right",
        [parts().zip(), Parts::at(at, &[Entry::stored("other.txt", b"other")]).zip()].concat(),
    );
    add("prefix", parts().with_prefix(b"#!/bin/sh\n"));
    add("prefix, offsets right", Parts::at(10, &[subject()]).with_prefix(b"#!/bin/sh\n"));
    add("prefix that is a header", Parts::at(4, &[subject()]).with_prefix(b"PK\x03\x04"));
    add("split marker", Parts::at(4, &[subject()]).with_prefix(b"PK\x07\x08"));
    add("split marker 00", Parts::at(4, &[subject()]).with_prefix(b"PK00"));
    add("two ends", [parts().zip(), parts().end.bytes()].concat());
    for gap in [&b"\0"[..], b"gap", b"PK\x05\x06", b"PK\x05\x05\0\0", b"PK\x06\x08\0\0\0\0"] {
        add(&format!("gap before the end {gap:?}"), parts().with_before_end(gap));
        add(&format!("gap after an entry {gap:?}"), zip(&[subject().after(gap), neighbour()]));
        add(&format!("gap after the last {gap:?}"), zip(&[subject(), neighbour().after(gap)]));
    }
    let hidden = Entry::stored("hidden.txt", b"hidden").bytes();
    add("hidden entry", zip(&[subject().after(&hidden), neighbour()]));
    add("same data twice", zip(&[subject(), neighbour().at(0)]));
    for disk in [1, 2, 0xffff] {
        add(&format!("disk {disk}"), zip(&[Entry { disk, ..subject() }, neighbour()]));
        add(&format!("this disk {disk}"), parts().end(|end| end.disks = [disk, disk]).zip());
        add(&format!("directory's disk {disk}"), parts().end(|end| end.disks = [0, disk]).zip());
    }
    for entries in [[1, 2], [2, 1], [1, 1], [3, 3], [0, 0], [0xffff, 0xffff]] {
        add(&format!("{entries:?} entries"), parts().end(|end| end.entries = entries).zip());
    }
    for delta in [-46i32, -1, 1, 46] {
        add(
            &format!("size {delta}"),
            parts().end(|end| end.size = end.size.wrapping_add_signed(delta)).zip(),
        );
        add(
            &format!("start {delta}"),
            parts().end(|end| end.start = end.start.wrapping_add_signed(delta)).zip(),
        );
    }
    // The directory in another order than the entries, and comments in it.
    let mut turned = Parts::of(&[subject(), neighbour()]);
    let first = subject().directory_record(0);
    let second = neighbour().directory_record(subject().bytes().len() as u32);
    turned.directory = [second, first].concat();
    add("another order", turned.zip());
    let mut commented = subject();
    for comment in [&b"hello"[..], "été".as_bytes(), b"\xff", &[b'x'; 65_535], &other().zip()] {
        commented.comment = comment.to_vec();
        add(
            &format!("comment of an entry, {}", comment.len()),
            zip(&[commented.clone(), neighbour()]),
        );
    }
    let long = extra(0x1234, &[7; 60_000]);
    add("long extra", zip(&[subject().both(|record| record.extra = long.clone()), neighbour()]));
    // Wide ends.
    let End { size, start, .. } = parts().end;
    let (size, start) = (u64::from(size), u64::from(start));
    let at = start + size;
    type Saturate = (&'static str, fn(&mut End));
    let saturations: [Saturate; 6] = [
        ("nothing", |_| ()),
        ("entries", |end| end.entries = [u16::MAX; 2]),
        ("size", |end| end.size = SATURATED),
        ("start", |end| end.start = SATURATED),
        ("all", |end| (end.entries, end.size, end.start) = ([u16::MAX; 2], SATURATED, SATURATED)),
        ("disks", |end| end.disks = [u16::MAX; 2]),
    ];
    for (what, saturate) in saturations {
        add(
            &format!("wide end, saturated {what}"),
            parts().end(saturate).zip64(2, size, start, at),
        );
        add(
            &format!("wide end, other count, saturated {what}"),
            parts().end(saturate).zip64(1, size, start, at),
        );
        add(&format!("no wide end, saturated {what}"), parts().end(saturate).zip());
        for (field, bytes) in [("versions", &[0xffu8; 4][..]), ("needed", &[0, 0, 0xff, 0])] {
            let mut zip = parts().end(saturate).zip64(2, size, start, at);
            let wide = at as usize + 12;
            let from = wide + 4 - bytes.len();
            zip[from..wide + 4].copy_from_slice(bytes);
            add(&format!("wide end, {field}, saturated {what}"), zip);
        }
        for (field, at_byte, value) in
            [("disks", 20usize, 0u8), ("disks", 20, 2), ("disk", 20 - 16, 1)]
        {
            let mut zip = parts().end(saturate).zip64(2, size, start, at);
            let locator = zip.len() - 22 - 20;
            let position = locator + if field == "disks" { 16 } else { at_byte };
            zip[position] = value;
            add(&format!("locator, {field} {value}, saturated {what}"), zip);
        }
    }
    cases
}

fn stored_block(last: bool, data: &[u8]) -> Vec<u8> {
    let length = data.len() as u16;
    [&[u8::from(last)], words16(&[length, !length]).as_slice(), data].concat()
}

pub(super) fn data() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |name: &str, entry: Entry| cases.push(case(name, among(entry)));
    let raw = |content: &[u8], data: Vec<u8>| Entry::new("a.txt", DEFLATED, content, data);
    let described = |entry: Entry| {
        let Record { crc, packed, size, .. } = entry.central;
        entry.described(crc, packed, size)
    };
    let text = [b'a'; 1000];
    let honest = Entry::deflated("a.txt", &text);
    let streams: Vec<(&str, Vec<u8>, Vec<u8>)> = vec![
        ("honest", text.to_vec(), honest.data.clone()),
        ("trailing byte", text.to_vec(), [honest.data.clone(), vec![0]].concat()),
        ("trailing stream", text.to_vec(), [honest.data.clone(), honest.data.clone()].concat()),
        ("cut", text.to_vec(), honest.data[..honest.data.len() - 1].to_vec()),
        (
            "stored blocks",
            b"onetwo".to_vec(),
            [stored_block(false, b"one"), stored_block(true, b"two")].concat(),
        ),
        (
            "empty stored blocks",
            b"one".to_vec(),
            [
                stored_block(false, b""),
                stored_block(false, b"one"),
                stored_block(false, b""),
                vec![3, 0],
            ]
            .concat(),
        ),
        ("no last block", b"one".to_vec(), stored_block(false, b"one")),
        (
            "two last blocks",
            b"one".to_vec(),
            [stored_block(true, b"one"), stored_block(true, b"two")].concat(),
        ),
        ("wrong length", b"one".to_vec(), vec![1, 3, 0, 0, 0, b'o', b'n', b'e']),
        ("reserved block", b"".to_vec(), vec![7, 0]),
        ("nothing", b"".to_vec(), vec![]),
        ("empty", b"".to_vec(), vec![3, 0]),
        ("empty stored", b"".to_vec(), stored_block(true, b"")),
        ("far distance", b"aaaa".to_vec(), vec![0x4b, 0x04, 0x81, 0x00, 0x00]),
    ];
    for (name, content, data) in streams {
        let entry = raw(&content, data);
        for version in [20, 10, 21] {
            add(
                &format!("{name}, {version}"),
                entry.clone().both(|record| record.version = version),
            );
        }
        add(&format!("{name}, described"), described(entry.clone()));
        for method in [9, 0, 1, 6, 12, 14, 99] {
            add(
                &format!("{name}, method {method}"),
                entry.clone().both(|record| record.method = method),
            );
        }
        for lie in [1u32, u32::MAX] {
            add(
                &format!("{name}, size {lie:#x} off"),
                entry.clone().both(|record| record.size = record.size.wrapping_add(lie)),
            );
            add(
                &format!("{name}, crc {lie:#x} off"),
                entry.clone().both(|record| record.crc = record.crc.wrapping_add(lie)),
            );
        }
        let folder = Entry { attributes: 0o040_755 << 16 | 0x10, ..entry.clone() };
        let folder = folder.both(|record| record.name = b"d/".to_vec());
        add(&format!("{name}, in a folder"), folder.clone());
        add(&format!("{name}, in a folder, described"), described(folder));
    }
    for (name, content) in [
        ("archive", zip(&[neighbour()])),
        ("header", neighbour().header()),
        ("end", Parts::of(&[]).zip()),
    ] {
        add(&format!("stored {name}"), Entry::stored("a.txt", &content));
        add(&format!("deflated {name}"), Entry::deflated("a.txt", &content));
        add(&format!("stored {name}, described"), described(Entry::stored("a.txt", &content)));
        let blocks = [stored_block(false, &content), vec![3, 0]].concat();
        add(&format!("stored blocks {name}, described"), described(raw(&content, blocks)));
    }
    cases
}

/// What may follow the data, with every width and with or without its signature.
pub(super) fn descriptors() -> Vec<Case> {
    let mut cases = Vec::new();
    let descriptor = |signed: bool, wide: bool, crc: u32, packed: u64, size: u64| {
        let mut bytes = if signed { b"PK\x07\x08".to_vec() } else { Vec::new() };
        bytes.extend(words32(&[crc]));
        match wide {
            true => bytes.extend(words64(&[packed, size])),
            false => bytes.extend(words32(&[packed as u32, size as u32])),
        }
        bytes
    };
    let evil = Entry::stored("evil.txt", b"evil").bytes();
    let false_end = |signed, wide, crc: Option<u32>, sizes: Option<u64>| {
        let start = b"start".to_vec();
        let sizes = sizes.unwrap_or(start.len() as u64);
        let end = descriptor(signed, wide, crc.unwrap_or(crc_of(&start)), sizes, sizes);
        [start, end, evil.clone(), b"rest".to_vec()].concat()
    };
    // Its checksum is the signature of a descriptor.
    let forged = forged_checksum(0x0807_4b50);
    let contents: Vec<(&str, Vec<u8>)> = vec![
        ("plain", CONTENT.to_vec()),
        ("empty", Vec::new()),
        ("forged checksum", forged),
        ("false end", false_end(true, false, None, None)),
        ("false wide end", false_end(true, true, None, None)),
        ("false end of other sizes", false_end(true, false, None, Some(77))),
        ("false end of another checksum", false_end(true, false, Some(7), None)),
        ("false end unsigned", false_end(false, false, None, None)),
        ("false wide end unsigned", false_end(false, true, None, None)),
        ("signature alone", b"some PK\x07\x08 and on".to_vec()),
        ("signature first", b"PK\x07\x08 and on, and on and on and on".to_vec()),
        ("false end first", [descriptor(true, false, 0, 0, 0), evil.clone()].concat()),
        (
            "false end last",
            [b"abc".to_vec(), descriptor(true, false, crc_of(b"abc"), 3, 3)].concat(),
        ),
        (
            "half a false end last",
            [b"abc".to_vec(), b"PK\x07\x08".to_vec(), words32(&[crc_of(b"abc")])].concat(),
        ),
        ("an archive", zip(&[neighbour()])),
        ("a streamed archive", {
            let Record { crc, packed, size, .. } = neighbour().central;
            zip(&[neighbour().described(crc, packed, size)])
        }),
    ];
    for (name, content) in contents {
        for method in [STORED, DEFLATED] {
            for (signed, wide) in [(true, false), (true, true), (false, false), (false, true)] {
                for marked in ["", "wide", "wide, real", "central"] {
                    for kept in ["nothing", "all", "crc", "sizes"] {
                        let entry = match method {
                            STORED => Entry::stored("a.txt", &content),
                            _ => Entry::deflated("a.txt", &content),
                        };
                        let Record { crc, packed, size, .. } = entry.central;
                        let [p, s] = [packed, size].map(u64::from);
                        let mut entry = entry.described(0, 0, 0);
                        entry.after = descriptor(signed, wide, crc, p, s);
                        entry = entry.local(|record| {
                            if matches!(kept, "all" | "crc") {
                                record.crc = crc;
                            }
                            if matches!(kept, "all" | "sizes") {
                                (record.packed, record.size) = (packed, size);
                            }
                            match marked {
                                "wide" | "wide, real" => {
                                    let sizes = if marked == "wide" { [0, 0] } else { [s, p] };
                                    record.extra = extra(1, &words64(&sizes));
                                    (record.packed, record.size) = (SATURATED, SATURATED);
                                }
                                "central" => record.extra = extra(1, &words64(&[s, p])),
                                _ => {}
                            }
                        });
                        let name = format!(
                            "descriptor of {name}, method {method}, signed {signed}, wide {wide}, marked {marked:?}, local {kept}"
                        );
                        cases.push(case(name, among(entry)));
                    }
                }
            }
        }
    }
    // A descriptor that no flag announces.
    let Record { crc, packed, size, .. } = subject().central;
    let silent = subject().after(&descriptor(true, false, crc, packed.into(), size.into()));
    cases.push(case("a descriptor without its flag", among(silent)));
    cases
}

/// Bytes of this checksum.
fn forged_checksum(wanted: u32) -> Vec<u8> {
    let table: Vec<u32> = (0..256u32)
        .map(|byte| {
            (0..8).fold(byte, |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
        })
        .collect();
    let mut content = b"forged".to_vec();
    // Backwards from the register that the last byte must leave.
    let mut register = !wanted;
    let mut indices = [0usize; 4];
    for index in indices.iter_mut().rev() {
        *index = table.iter().position(|entry| entry >> 24 == register >> 24).unwrap();
        register = (register ^ table[*index]) << 8;
    }
    let mut register = !crc_of(&content);
    for index in indices {
        content.push((register as u8) ^ index as u8);
        register = register >> 8 ^ table[index];
    }
    assert_eq!(crc_of(&content), wanted);
    content
}

/// Sizes and offsets of 64 bits.
pub(super) fn wide() -> Vec<Case> {
    let mut cases = Vec::new();
    // Where the subject lies, behind its neighbour.
    let at = Entry::stored("0.txt", b"before").bytes().len() as u64;
    let fields: Vec<(&str, Vec<u8>)> = vec![
        ("none", Vec::new()),
        ("empty", extra(1, b"")),
        ("size", extra(1, &words64(&[5]))),
        ("sizes", extra(1, &words64(&[5, 5]))),
        ("other sizes", extra(1, &words64(&[6, 6]))),
        ("zeros", extra(1, &words64(&[0, 0]))),
        ("with an offset", extra(1, &words64(&[5, 5, 0]))),
        ("the offset", extra(1, &words64(&[at]))),
        ("all", extra(1, &words64(&[5, 5, at]))),
        ("all and more", extra(1, &words64(&[5, 5, at, 0]))),
        ("with a disk", extra(1, &[words64(&[5, 5, at]), words32(&[0])].concat())),
        ("with another disk", extra(1, &[words64(&[5, 5, at]), words32(&[1])].concat())),
        ("too short", extra(1, &[5, 0, 0, 0])),
        ("twice", [extra(1, &words64(&[5, 5])), extra(1, &words64(&[5, 5]))].concat()),
        ("behind another", [extra(0x1234, b"x"), extra(1, &words64(&[5, 5]))].concat()),
    ];
    type Saturate = (&'static str, fn(&mut Record));
    let saturations: [Saturate; 4] = [
        ("nothing", |_| ()),
        ("both", |r| (r.size, r.packed) = (SATURATED, SATURATED)),
        ("size", |r| r.size = SATURATED),
        ("packed", |r| r.packed = SATURATED),
    ];
    for (local, local_field) in &fields {
        for (central, central_field) in &fields {
            for (local_narrow, local_lie) in saturations {
                for (central_narrow, central_lie) in saturations {
                    let entry = subject()
                        .local(|record| {
                            record.extra = local_field.clone();
                            local_lie(record);
                        })
                        .central(|record| {
                            record.extra = central_field.clone();
                            central_lie(record);
                        });
                    let name = format!(
                        "wide {local}, {local_narrow} saturated; central {central}, {central_narrow} saturated"
                    );
                    cases.push(case(name.clone(), among(entry.clone())));
                    let mut far = entry;
                    far.disk = 0xffff;
                    cases.push(case(format!("{name}, disk saturated"), among(far.clone())));
                    far.offset = Some(SATURATED);
                    cases.push(case(
                        format!("{name}, offset and disk saturated"),
                        among(far.clone()),
                    ));
                    far.disk = 0;
                    cases.push(case(format!("{name}, offset saturated"), among(far)));
                }
            }
        }
    }
    cases
}
