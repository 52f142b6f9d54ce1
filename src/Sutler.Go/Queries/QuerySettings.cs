using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>What a version query needs of the module it is asked in.</summary>
public sealed record QuerySettings
{
    /// <summary>Where modules come from.</summary>
    public required IModuleSources Sources { get; init; }

    /// <summary>
    /// The go.mod of a module version, checked against go.sum and the checksum database; never replaced again.
    /// An empty version says that the path is a directory. Failures are <see cref="Errors.SutlerException"/>.
    /// </summary>
    public required Func<ModuleId, CancellationToken, Task<byte[]>> ReadGoModAsync { get; init; }

    /// <summary>Version of Go we stand in for, such as <c>1.24.4</c>.</summary>
    public required string RunningGoVersion { get; init; }

    /// <summary>Paths of the main modules.</summary>
    public IReadOnlyCollection<string> MainModules { get; init; } = [];

    /// <summary>Replacements of the main modules and of go.work.</summary>
    public ReplaceDirectives Replacements { get; init; } = ReplaceDirectives.None;

    /// <summary>Answers of an earlier run, given again where the repository says that they still hold; replaced paths are asked anew. Spec: REUSE rules, QUERY-17.</summary>
    public EarlierResults? Earlier { get; init; }
}
