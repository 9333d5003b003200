//! Counts by bucket of the timeline, in few bytes: a report may have thousands of series.

use serde::{Deserialize, Serialize};

use crate::packed;

/// Counts by bucket, without the empty ones; in JSON pairs of a bucket and its count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(u64, u64)>", into = "Vec<(u64, u64)>")]
pub struct Sparse(
    /// Of each bucket how far it is from the one before it, and its count.
    Box<[u8]>,
);

impl Sparse {
    /// Each bucket and its count, as they came.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        let (mut bytes, mut bucket) = (&self.0[..], 0u64);
        std::iter::from_fn(move || {
            if bytes.is_empty() {
                return None;
            }
            bucket = bucket.wrapping_add(packed::read(&mut bytes));
            Some((bucket, packed::read(&mut bytes)))
        })
    }

    /// Whether no bucket has a count.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(u64, u64)> for Sparse {
    fn from_iter<T: IntoIterator<Item = (u64, u64)>>(counts: T) -> Self {
        let (mut bytes, mut last) = (Vec::new(), 0u64);
        for (bucket, count) in counts {
            packed::write(bucket.wrapping_sub(last), &mut bytes);
            packed::write(count, &mut bytes);
            last = bucket;
        }
        Self(bytes.into())
    }
}

impl From<Vec<(u64, u64)>> for Sparse {
    fn from(counts: Vec<(u64, u64)>) -> Self {
        counts.into_iter().collect()
    }
}

impl From<Sparse> for Vec<(u64, u64)> {
    fn from(counts: Sparse) -> Self {
        counts.iter().collect()
    }
}

/// Counts of all buckets; in JSON a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<u64>", into = "Vec<u64>")]
pub struct Dense {
    len: usize,
    /// One after the other.
    bytes: Box<[u8]>,
}

impl Dense {
    /// Number of buckets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no buckets.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The counts, one for each bucket.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        let mut bytes = &self.bytes[..];
        (0..self.len).map(move |_| packed::read(&mut bytes))
    }
}

impl FromIterator<u64> for Dense {
    fn from_iter<T: IntoIterator<Item = u64>>(counts: T) -> Self {
        let (mut bytes, mut len) = (Vec::new(), 0);
        for count in counts {
            packed::write(count, &mut bytes);
            len += 1;
        }
        Self { len, bytes: bytes.into() }
    }
}

impl From<Vec<u64>> for Dense {
    fn from(counts: Vec<u64>) -> Self {
        counts.into_iter().collect()
    }
}

impl From<Dense> for Vec<u64> {
    fn from(counts: Dense) -> Self {
        counts.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn counts_are_read_as_they_came(sparse: Vec<(u64, u64)>, dense: Vec<u64>) {
            prop_assert_eq!(&Vec::from(Sparse::from(sparse.clone())), &sparse);
            prop_assert_eq!(Sparse::from(sparse.clone()).is_empty(), sparse.is_empty());
            prop_assert_eq!(&Vec::from(Dense::from(dense.clone())), &dense);
            prop_assert_eq!(Dense::from(dense.clone()).len(), dense.len());
            let json = serde_json::to_string(&Dense::from(dense.clone())).expect("numbers");
            prop_assert_eq!(json, serde_json::to_string(&dense).expect("numbers"));
        }
    }
}
