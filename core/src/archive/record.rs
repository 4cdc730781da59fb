//! The records of a ZIP file, as APPNOTE 6.3.10 lays them out (sections in brackets).

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

/// [4.3.7] Signature and fixed length of a local header.
pub(super) const LOCAL: u32 = 0x0403_4b50;
pub(super) const LOCAL_BYTES: usize = 30;
/// [4.3.9] A data descriptor: crc, packed size, size; behind a signature that is optional.
pub(super) const DESCRIPTOR: u32 = 0x0807_4b50;
/// [4.3.12] A record of the central directory.
pub(super) const CENTRAL: u32 = 0x0201_4b50;
pub(super) const CENTRAL_BYTES: usize = 46;
/// [4.3.14] The end of a directory in ZIP64, and [4.3.15] the locator that follows it.
pub(super) const END64: u32 = 0x0606_4b50;
pub(super) const END64_BYTES: usize = 56;
pub(super) const LOCATOR: u32 = 0x0706_4b50;
pub(super) const LOCATOR_BYTES: usize = 20;
/// [4.3.16] The end of the directory.
pub(super) const END: u32 = 0x0605_4b50;
pub(super) const END_BYTES: usize = 22;

/// [4.4.4] Bits of the flags.
pub(super) const FLAG_DESCRIPTOR: u16 = 1 << 3;
pub(super) const FLAG_UTF8: u16 = 1 << 11;
/// Bit 0, and bits 6 and 13 of strong encryption.
pub(super) const FLAGS_ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
/// Bits 1 and 2 tell how hard the deflater tried: they change nothing for a reader.
pub(super) const FLAGS_DEFLATE_EFFORT: u16 = 0b110;

/// [4.4.5] Methods.
pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;

/// [4.5.3] The ZIP64 extra field; its fields are there when the record's own are saturated.
pub(super) const EXTRA_ZIP64: u16 = 0x0001;
/// Info-ZIP's extended timestamp: UTC seconds, where the record's own time has neither zone nor
/// odd seconds.
pub(super) const EXTRA_TIMESTAMP: u16 = 0x5455;
/// [4.5.5] NTFS: attributes, of which the first holds times in units of 100 ns since 1601.
const EXTRA_NTFS: u16 = 0x000a;
/// Info-ZIP's first one for Unix: access and modification time, in UTC seconds.
const EXTRA_INFO_ZIP_UNIX: u16 = 0x5855;
/// [4.6.9] Info-ZIP's second name for an entry.
pub(super) const EXTRA_UNICODE_PATH: u16 = 0x7075;
/// [4.5.7] PKWARE's for Unix: twelve bytes of times and owners, and where a link leads.
const EXTRA_PKWARE_UNIX: u16 = 0x000d;
const PKWARE_UNIX_BYTES: usize = 12;
/// Extra fields that give an entry another name, type, target or content where they are understood.
const EXTRAS_THAT_CHANGE: [u16; 22] = [
    0x0008, // the encoding of names and comments
    0x000e, // streams and forks
    0x000f, // a patch
    0x0017, // strong encryption, and what belongs to it
    0x0018, 0x0019, 0x0021, 0x0022, 0x0023, //
    0x1a51, // minizip: a compressed directory
    0x2605, // ZipIt: a name and a type on Macintosh
    0x2705, 0x2805, //
    0x334d, // Info-ZIP on Macintosh: a type, and which fork the entry is
    0x4d63, // SmartZip: a name on Macintosh
    0x4f4c, // Xceed: where the file comes from
    0x554e, // Xceed: a name
    0x6c78, // libarchive: the attributes of the directory, for readers of streams
    0x756e, // ASi: a Unix mode, and where a link leads
    0x9901, // WinZip: AES
    0x9902, //
    0xe57a, // ALZip: the code page of names
];

/// [4.4.2] Made on Unix, by version 4.5 of the specification.
pub(super) const MADE_BY: u16 = 3 << 8 | 45;
pub(super) const HOST_UNIX: u16 = 3;
pub(super) const HOST_AMIGA: u16 = 1;
/// MS-DOS and Windows; NTFS has two numbers, that of the specification and Info-ZIP's.
pub(super) const HOSTS_WINDOWS: [u16; 3] = [0, 10, 11];
pub(super) const VERSION_PLAIN: u16 = 20;
/// What the methods here need at the most: other readers refuse or skip what needs more than they
/// know.
pub(super) const VERSION_ZIP64: u16 = 45;

/// [4.4.15] Unix types and permissions, in the high half of the external attributes.
pub(super) const MODE_TYPE: u32 = 0o170_000;
pub(super) const TYPE_FOLDER: u32 = 0o040_000;
pub(super) const TYPE_FILE: u32 = 0o100_000;
pub(super) const TYPE_PIPE: u32 = 0o010_000;
/// Amiga's types, in the same half.
pub(super) const AMIGA_TYPE: u32 = 0o6_000;
pub(super) const AMIGA_FOLDER: u32 = 0o4_000;
pub(super) const AMIGA_FILE: u32 = 0o2_000;
/// MS-DOS's bit for a folder, in the low half.
pub(super) const DOS_FOLDER: u32 = 0x10;
/// The label of a volume, which unzip skips, and a reparse point, which 7-Zip makes a link of.
pub(super) const DOS_SPECIAL: u32 = 0x08 | 0x400;

pub(super) const SATURATED_16: u16 = u16::MAX;
pub(super) const SATURATED_32: u32 = u32::MAX;

/// Takes little-endian numbers off the front of a record.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.bytes(2)?.try_into().ok()?))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.bytes(4)?.try_into().ok()?))
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.bytes(8)?.try_into().ok()?))
    }
}

/// The extra fields of a record: `None` when they do not fill their place exactly, or when one that
/// we read is empty or stands there twice.
pub(super) fn parse_extras(mut bytes: Fields<'_>) -> Option<Extras<'_>> {
    let mut extras = Extras::default();
    while !bytes.0.is_empty() {
        let id = bytes.u16()?;
        let length = bytes.u16()?;
        let data = bytes.bytes(usize::from(length))?;
        match id {
            EXTRA_NTFS => extras.ntfs = extras.ntfs.or_else(|| ntfs_modified(data)),
            EXTRA_INFO_ZIP_UNIX | EXTRA_PKWARE_UNIX => {
                extras.unix = extras.unix.or_else(|| unix_modified(data));
            }
            _ => {}
        }
        extras.change_meaning |= EXTRAS_THAT_CHANGE.contains(&id)
            || id == EXTRA_PKWARE_UNIX && data.len() > PKWARE_UNIX_BYTES;
        let slot = match id {
            EXTRA_ZIP64 => &mut extras.zip64,
            EXTRA_TIMESTAMP => &mut extras.timestamp,
            EXTRA_UNICODE_PATH => &mut extras.unicode_path,
            _ => continue,
        };
        if data.is_empty() || slot.replace(data).is_some() {
            return None;
        }
    }
    Some(extras)
}

/// The extra fields that we read.
#[derive(Default)]
pub(super) struct Extras<'a> {
    pub(super) zip64: Option<&'a [u8]>,
    pub(super) timestamp: Option<&'a [u8]>,
    pub(super) unicode_path: Option<&'a [u8]>,
    /// The modification times of the fields of NTFS and of old Unix programs.
    ntfs: Option<i64>,
    unix: Option<i64>,
    /// Whether there is one for which another reader would read something else.
    pub(super) change_meaning: bool,
}

impl<'a> Extras<'a> {
    /// The modification time, in seconds since 1970, from the first field that has it.
    pub(super) fn modified(&self) -> Option<i64> {
        self.timestamp.and_then(timestamp_modified).or(self.ntfs).or(self.unix)
    }

    /// The Unicode path: its version, the checksum of the name that it replaces, its text.
    pub(super) fn unicode_path(&self) -> Option<(u8, u32, &'a [u8])> {
        let mut fields = Fields(self.unicode_path?);
        let [version] = fields.bytes(1)? else { return None };
        Some((*version, fields.u32()?, fields.0))
    }
}

fn timestamp_modified(data: &[u8]) -> Option<i64> {
    let mut fields = Fields(data);
    let [flags] = fields.bytes(1)? else { return None };
    (flags & 1 == 1).then(|| fields.u32()).flatten().map(|t| i64::from(t.cast_signed()))
}

/// [4.5.5] Four reserved bytes, then attributes: a number, a length, and for the first three times.
fn ntfs_modified(data: &[u8]) -> Option<i64> {
    const UNITS: u64 = 10_000_000;
    const FROM_1601_TO_1970: i64 = 11_644_473_600;
    let mut fields = Fields(data);
    fields.u32()?;
    loop {
        let (number, length) = (fields.u16()?, fields.u16()?);
        let mut attribute = Fields(fields.bytes(usize::from(length))?);
        if number == 1 {
            let units = attribute.u64().filter(|units| *units != 0)?;
            return i64::try_from(units / UNITS).ok().map(|s| s - FROM_1601_TO_1970);
        }
    }
}

/// The access time comes first.
fn unix_modified(data: &[u8]) -> Option<i64> {
    let mut fields = Fields(data);
    fields.u32()?;
    fields.u32().filter(|seconds| *seconds != 0).map(|t| i64::from(t.cast_signed()))
}

/// [4.4.6] Date and time in MS-DOS form, in UTC; the nearest that the form can hold.
pub(super) fn to_dos(seconds: i64) -> (u16, u16) {
    let first = DateTime::constant(1980, 1, 1, 0, 0, 0, 0);
    let last = DateTime::constant(2107, 12, 31, 23, 59, 58, 0);
    let utc = Timestamp::from_second(seconds).map(|t| TimeZone::UTC.to_datetime(t));
    let t = utc.unwrap_or(first).clamp(first, last);
    let date = (i32::from(t.year()) - 1980) << 9 | i32::from(t.month()) << 5 | i32::from(t.day());
    let time = i32::from(t.hour()) << 11 | i32::from(t.minute()) << 5 | i32::from(t.second()) >> 1;
    (time as u16, date as u16)
}

/// The opposite, for a clock of this zone; `None` for a date that is none.
pub(super) fn from_dos(time: u16, date: u16, zone: &TimeZone) -> Option<i64> {
    let part = |word: u16, shift: u32, bits: u32| (word >> shift & ((1 << bits) - 1)) as i8;
    let datetime = DateTime::new(
        1980 + (date >> 9).cast_signed(),
        part(date, 5, 4),
        part(date, 0, 5),
        part(time, 11, 5),
        part(time, 5, 6),
        part(time, 0, 5) * 2,
        0,
    );
    let zoned = zone.to_timestamp(datetime.ok()?).ok()?;
    Some(zoned.round(Unit::Second).ok()?.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dos_times_keep_even_seconds_within_their_range() {
        let moment = 1_700_000_000;
        let (time, date) = to_dos(moment);
        assert_eq!(from_dos(time, date, &TimeZone::UTC), Some(moment));
        for out_of_range in [i64::MIN, 0, 4_354_819_199, i64::MAX] {
            let (time, date) = to_dos(out_of_range);
            assert!(from_dos(time, date, &TimeZone::UTC).is_some());
        }
        assert_eq!(from_dos(0, 0, &TimeZone::UTC), None);
    }

    #[test]
    fn dos_times_are_those_of_a_clock_in_its_zone() {
        let (time, date) = to_dos(1_700_000_000);
        let east = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(from_dos(time, date, &east), Some(1_700_000_000 - 7200));
    }

    fn extra(id: u16, data: &[u8]) -> Vec<u8> {
        [&id.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
    }

    #[test]
    fn times_come_from_the_most_exact_field() {
        let modified =
            |extras: &[Vec<u8>]| parse_extras(Fields(&extras.concat())).expect("fields").modified();
        let units = (1_700_000_000u64 + 11_644_473_600) * 10_000_000 + 1_234_567;
        let times = [units, 1, 1].map(u64::to_le_bytes).concat();
        let ntfs = |attributes: &[&[u8]]| {
            extra(0x000a, &[&[0; 4], attributes.concat().as_slice()].concat())
        };
        let first = [&[1, 0, 24, 0], times.as_slice()].concat();
        let ntfs_plain = ntfs(&[&first]);
        let ntfs_second = ntfs(&[&[7, 0, 2, 0, 9, 9], &first]);
        let seconds = |of: u32| [1u32.to_le_bytes(), of.to_le_bytes()].concat();
        let info_zip = extra(0x5855, &seconds(1_600_000_000));
        let pkware = extra(0x000d, &[seconds(1_500_000_000), vec![0; 4]].concat());
        let extended = extra(0x5455, &[&[1], 1_650_000_000u32.to_le_bytes().as_slice()].concat());
        assert_eq!(modified(std::slice::from_ref(&ntfs_plain)), Some(1_700_000_000));
        assert_eq!(modified(&[ntfs_second]), Some(1_700_000_000));
        assert_eq!(modified(std::slice::from_ref(&info_zip)), Some(1_600_000_000));
        assert_eq!(modified(&[pkware]), Some(1_500_000_000));
        assert_eq!(modified(&[info_zip.clone(), ntfs_plain.clone()]), Some(1_700_000_000));
        assert_eq!(modified(&[ntfs_plain, info_zip, extended]), Some(1_650_000_000));
        // What is cut short, or empty, tells no time.
        for data in [&b""[..], &[0; 4], &[0, 0, 0, 0, 1, 0, 24, 0, 1], &[0, 0, 0, 0, 1, 0, 0, 0]] {
            assert_eq!(modified(&[extra(0x000a, data)]), None);
        }
        assert_eq!(modified(&[extra(0x5855, &[1; 7])]), None);
        let largest = ntfs(&[&[1, 0, 8, 0], &u64::MAX.to_le_bytes()]);
        assert!(modified(&[largest]).is_some());
    }

    #[test]
    fn extras_must_fill_their_place() {
        assert!(parse_extras(Fields(&[])).is_some());
        assert!(parse_extras(Fields(&[0x55, 0x54, 1])).is_none());
        assert!(parse_extras(Fields(&[0x55, 0x54, 2, 0, 0])).is_none());
        let zip64 = [1, 0, 1, 0, 0];
        assert!(parse_extras(Fields(&zip64)).is_some());
        assert!(parse_extras(Fields(&[zip64, zip64].concat())).is_none());
        assert!(parse_extras(Fields(&[1, 0, 0, 0])).is_none());
    }
}
