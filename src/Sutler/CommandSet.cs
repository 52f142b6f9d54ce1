using Sutler.CommandLine;
using Sutler.Go.Environment;
using Sutler.OwnCommands;

namespace Sutler;

/// <summary>What the executable is put together from; tests put in their own.</summary>
internal sealed record CommandSet
{
    /// <summary>Makes a directory the current one and says by which absolute name it is known; throws a <see cref="Errors.SutlerException"/>.</summary>
    public required Func<CommandContext, string, string> ChangeDirectory { get; init; }

    /// <summary>Reads the settings: environment, go env file, defaults.</summary>
    public required Func<CommandContext, GoEnvironment> ReadGoEnvironment { get; init; }

    /// <summary><c>mod download</c>.</summary>
    public required Func<ModDownloadOptions, CommandContext, CancellationToken, Task<int>> ModDownload { get; init; }

    /// <summary><c>mod verify</c>.</summary>
    public required Func<ModVerifyOptions, CommandContext, CancellationToken, Task<int>> ModVerify { get; init; }

    /// <summary>The commands that go does not have.</summary>
    public required Func<OwnCommandCall, CancellationToken, Task<int>> Own { get; init; }
}
