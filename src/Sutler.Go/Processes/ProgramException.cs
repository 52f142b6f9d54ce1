using Sutler.Errors;

namespace Sutler.Go.Processes;

/// <summary>A program could not be run, or not to its end: it is not there, does not end or says too much.</summary>
internal sealed class ProgramException(string message, Exception? inner = null) : SutlerException(message, inner);
