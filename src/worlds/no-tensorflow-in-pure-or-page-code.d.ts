// Where imports of TensorFlow.js lead in code that runs without it: a file that is no module, whose
// name is in the compiler's message.
