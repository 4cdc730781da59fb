//! How long the archive of a plan will be, judged by a sample of its content.

use std::io::{Read, Seek, SeekFrom};

use zeroize::Zeroizing;

use super::{Item, Plan};
use crate::archive::{Level, packed_len};
use crate::error::{Error, IoOperation, Result};
use crate::progress::Progress;

/// Bytes of one sample.
const SAMPLE: u64 = 64 * 1024;
/// Number of samples: 8 MiB in all, read in less than a second.
const SAMPLES: u64 = 128;
/// Bytes that an entry takes beside its content and twice its name.
const RECORDS: u64 = 128;

impl Plan {
    /// Bytes that the content would take when packed, as samples at equal distances let expect.
    pub(crate) fn estimate_packed(&self, level: Level, progress: &Progress) -> Result<u64> {
        let step = self.bytes.div_ceil(SAMPLES).max(1);
        let (mut read, mut packed, mut next, mut before) = (0, 0, 0, 0);
        for item in &self.items {
            let size = item.metadata.size.unwrap_or(0);
            while next < before + size {
                progress.check()?;
                let sample = item.sample(next - before, progress)?;
                read += sample.len() as u64;
                packed += packed_len(level, &sample)?;
                next += step;
            }
            before += size;
        }
        let content = match read {
            0 => self.bytes,
            _ => u64::try_from(u128::from(self.bytes) * u128::from(packed) / u128::from(read))
                .unwrap_or(u64::MAX),
        };
        let records = |item: &Item| RECORDS + 2 * item.name.as_str().len() as u64;
        Ok(content.saturating_add(self.items.iter().map(records).sum()))
    }
}

impl Item {
    /// Some content of the file from an offset on.
    fn sample(&self, offset: u64, progress: &Progress) -> Result<Zeroizing<Vec<u8>>> {
        let mut file = self.planned(progress).open()?.file;
        let mut sample = Zeroizing::new(Vec::with_capacity(SAMPLE as usize));
        file.seek(SeekFrom::Start(offset))
            .and_then(|_| file.take(SAMPLE).read_to_end(&mut sample))
            .map_err(Error::io(IoOperation::ReadInput, &self.path))?;
        Ok(sample)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::files::plan::PlanOptions;

    #[test]
    fn half_of_it_noise_is_estimated_at_half() {
        let folder = tempfile::tempdir().unwrap();
        let mut noise = vec![0; 4 << 20];
        getrandom::fill(&mut noise).unwrap();
        fs::write(folder.path().join("noise"), &noise).unwrap();
        fs::write(folder.path().join("zeros"), vec![0; 4 << 20]).unwrap();
        let paths = [folder.path().to_owned()];
        let plan = Plan::of_paths(&paths, &[], &PlanOptions::default(), &Progress::new()).unwrap();
        let estimate = |level| plan.estimate_packed(level, &Progress::new()).unwrap();
        let default = estimate(Level::DEFAULT);
        assert!((4_100_000..4_400_000).contains(&default), "{default}");
        assert!(estimate(Level::STORE) > 8 << 20);
    }
}
