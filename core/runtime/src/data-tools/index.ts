// Work with data by itself: counting, showing, writing splits, finding what they have in common.
export { type DataStatistics, type Distribution, measureData } from './data-statistics.js';
export { findOverlap, type Overlap, type OverlapExample } from './find-overlap.js';
export { type PreviewRun, previewSample, type SamplePreview } from './preview-sample.js';
export { SPLITS_MANIFEST, type WrittenSplit, writeSplits } from './write-splits.js';
