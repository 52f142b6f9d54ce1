namespace Sutler.OwnCommands;

/// <summary>One call of a command that go does not have.</summary>
/// <param name="Command">Its words, such as <c>config show</c>.</param>
/// <param name="Arguments">What follows them.</param>
/// <param name="Context">The process around it, without go's settings and ours.</param>
/// <param name="Settle">Reads those, for commands that need them: what is odd is printed, what is wrong is thrown.</param>
internal sealed record OwnCommandCall(string Command, IReadOnlyList<string> Arguments, CommandContext Context, Func<CommandContext> Settle);
