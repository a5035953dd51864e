const run = {};
run.self = run;
export default { run, train: { steps: () => 3, batch: NaN }, metrics: [new Date(0)] };
