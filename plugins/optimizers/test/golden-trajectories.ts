// Positions on the quadratic of quadratic.ts, lr 0.1, computed once in 40-digit decimal arithmetic (Python's `decimal`)
// from the published formulas in PyTorch's form, by a script that shares no code with this package. Step -> position.

/** beta1 0.9, beta2 0.95, eps 1e-8, weightDecay 0.1. */
export const ADAMW: Readonly<Record<number, readonly number[]>> = {
  1: [0.594999999, 0.6425, -1.385000001],
  2: [0.688218448, 0.536148695, -1.271299448],
  3: [0.778738819, 0.430987263, -1.159000933],
  5: [0.945721608, 0.224410363, -0.939086122],
  10: [1.171316463, -0.26786892, -0.423918],
};

/** No momentum, no decay. */
export const SGD_PLAIN: Readonly<Record<number, readonly number[]>> = {
  1: [0.65, 0.475, -1.4125],
  2: [0.755, 0.2275, -1.329375],
  3: [0.8285, 0.00475, -1.25040625],
  5: [0.915965, -0.3761525, -1.104116641],
  10: [0.985876238, -1.04113429, -0.797789644],
};

/** Momentum 0.9, weightDecay 0.05. */
export const SGD_MOMENTUM: Readonly<Record<number, readonly number[]>> = {
  1: [0.6475, 0.47125, -1.405],
  2: [0.8827625, -0.02910625, -1.229725],
  3: [1.125256188, -0.676370719, -0.991842625],
  5: [1.361243735, -2.082528571, -0.406077867],
  10: [0.711382917, -3.450780193, 0.874128513],
};

/** Momentum 0.9 with nesterov, weightDecay 0.05. */
export const SGD_NESTEROV: Readonly<Record<number, readonly number[]>> = {
  1: [0.78025, 0.220375, -1.3195],
  2: [1.017570125, -0.429377312, -1.08091225],
  3: [1.155654975, -1.107668182, -0.806043195],
  5: [1.147941601, -2.262776884, -0.227423245],
  10: [0.930811475, -2.780492525, 0.750621731],
};
