"""Runs torch's optimizers in double precision on a quadratic bowl, sum of curvature * (p - centre)^2 / 2.

Request: {"curvature", "centre", "start", "steps", "cases": [{"optimizer": name in torch.optim, "options": {...}}]}.
Answers the positions after each step of each case.
"""
import json
import sys

import torch


def descend(request, case):
    point = torch.tensor(request["start"], dtype=torch.float64, requires_grad=True)
    curvature = torch.tensor(request["curvature"], dtype=torch.float64)
    centre = torch.tensor(request["centre"], dtype=torch.float64)
    optimizer = getattr(torch.optim, case["optimizer"])([point], **case["options"])
    path = []
    for _ in range(request["steps"]):
        optimizer.zero_grad()
        (curvature * (point - centre) ** 2 / 2).sum().backward()
        optimizer.step()
        path.append(point.detach().tolist())
    return path


request = json.load(sys.stdin)
json.dump([descend(request, case) for case in request["cases"]], sys.stdout)
