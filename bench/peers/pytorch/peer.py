"""PyTorch as a peer: a long-lived process that answers one JSON line with one line, `answer` and JSON.

{"do": "open", "sizes", "adamw", "tuning", "weights": path or null}  -> {"parameters", "torch", "threads", "blas"}
{"do": "train", "batches": [{"ids", "targets"}]}                     -> {"losses", "milliseconds" of all steps together}
{"do": "decode", "prompt": ids, "tokens": count}                     -> {"ids", "milliseconds" of each token}
{"do": "memory"}                                                     -> {"peak", "resident"} in bytes
"""
import json
import os
import re
import resource
import sys
import time

import torch

from gpt import GPT, groups, load_weights


class Peer:
    def open(self, sizes, adamw, tuning, weights=None):
        torch.set_num_threads(tuning.get("threads", int(os.environ["OMP_NUM_THREADS"])))
        torch.set_flush_denormal(tuning["flushDenormal"])
        torch.manual_seed(1)
        self.sizes, self.tuning, self.adamw = sizes, tuning, adamw
        self.model = GPT(sizes, tuning)
        if weights is not None:
            load_weights(self.model, weights)
        self.optimizer = None
        return {
            "parameters": sum(each.numel() for each in self.model.parameters()),
            "torch": torch.__version__,
            "threads": torch.get_num_threads(),
            "blas": loaded_blas(),
        }

    def train(self, batches):
        if self.optimizer is None:
            options = self.adamw
            self.optimizer = torch.optim.AdamW(
                groups(self.model, options["weightDecay"]),
                lr=options["lr"],
                betas=(options["beta1"], options["beta2"]),
                eps=options["eps"],
                foreach=self.tuning["foreach"],
            )
        shape = (-1, self.sizes["context"])
        ready = [[torch.tensor(batch[key]).view(shape) for key in ("ids", "targets")] for batch in batches]
        losses = []
        start = time.perf_counter()
        for ids, targets in ready:
            self.optimizer.zero_grad(set_to_none=self.tuning["setToNone"])
            loss = self.model.loss(ids, targets)
            loss.backward()
            self.optimizer.step()
            losses.append(loss.item())
        return {"losses": losses, "milliseconds": (time.perf_counter() - start) * 1000}

    @torch.inference_mode()
    def decode(self, prompt, tokens):
        start = time.perf_counter()
        logits, caches = self.model.prefill(torch.tensor(prompt))
        ids = [int(logits.argmax())]
        times = [time.perf_counter()]
        for place in range(len(prompt), len(prompt) + tokens - 1):
            ids.append(int(self.model.step(ids[-1], place, caches).argmax()))
            times.append(time.perf_counter())
        return {"ids": ids, "milliseconds": [(end - begin) * 1000 for begin, end in zip([start] + times, times)]}

    def memory(self):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if not os.path.exists("/proc/self/status"):
            return {"peak": peak, "resident": peak}
        with open("/proc/self/status") as file:
            status = file.read()
        size = lambda key: int(re.search(rf"^{key}:\s*(\d+) kB", status, re.M).group(1)) * 1024
        return {"peak": size("VmHWM"), "resident": size("VmRSS")}


def loaded_blas():
    """Which BLAS is loaded: the folder or file name of the shared library, such as openblas-openmp."""
    if not os.path.exists("/proc/self/maps"):
        return "unknown"
    with open("/proc/self/maps") as file:
        parts = {part for path in re.findall(r"/\S*(?:blas|mkl)\S*", file.read()) for part in path.split("/")}
    names = sorted((part for part in parts if re.search("blas|mkl", part)), key=lambda part: (".so" in part, part))
    return names[0] if names else "unknown"


peer = Peer()
for line in sys.stdin:
    request = json.loads(line)
    print("answer", json.dumps(getattr(peer, request.pop("do"))(**request)), flush=True)
