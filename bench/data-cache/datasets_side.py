"""Hugging Face's `datasets`: rows of `context` ids in an Arrow file that is mapped, shuffled by an index, read as numpy arrays."""

import json
import os
import sys
import time

import numpy as np
import pyarrow as pa
import datasets

tokens_path, arrow, task_text = sys.argv[1:4]
task = json.loads(task_text)
context = task["context"]
rows = 64 if task["do"] == "read" else 12
datasets.disable_progress_bars()
datasets.disable_caching()

place = f"{arrow}-{context}"
if not os.path.exists(place):
    ids = np.fromfile(tokens_path, dtype=np.uint16).astype(np.int32)
    blocks = (len(ids) - 1) // context
    flat = pa.array(ids[: blocks * context])
    table = pa.table({"ids": pa.FixedSizeListArray.from_arrays(flat, context)})
    datasets.Dataset(table).save_to_disk(place, num_shards=1)

begin = time.perf_counter()
data = datasets.load_from_disk(place).with_format("numpy")
if task["do"] == "open":
    if task.get("shuffle", "none") != "none":
        data = data.shuffle(seed=1, keep_in_memory=True)
    first = task.get("first", 0)
    data[first : first + rows]
    print(json.dumps({"milliseconds": (time.perf_counter() - begin) * 1000}))
else:
    total = 0
    read = 0
    for batch in data.iter(batch_size=rows, drop_last_batch=True):
        ids = np.ascontiguousarray(batch["ids"], dtype=np.int32)
        total += int(ids.reshape(-1)[::64].sum())
        read += ids.size
    print(json.dumps({"milliseconds": (time.perf_counter() - begin) * 1000, "tokens": read, "sum": total}))
