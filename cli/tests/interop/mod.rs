//! Every other implementation of age opens what we seal, and we open what they seal; every other
//! ZIP reader reads our archives, and we read theirs.

mod age_crate;
mod age_tool;
mod foreign_archives;
mod keys;
mod node;
mod plain_files;
mod stock_unzip;
