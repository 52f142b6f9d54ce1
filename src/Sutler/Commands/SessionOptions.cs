using Sutler.Go.Download;

namespace Sutler.Commands;

/// <summary>What the flags of a command mean for the session it runs in.</summary>
internal sealed record SessionOptions
{
    /// <summary><c>-modfile</c>, or empty.</summary>
    public string ModFile { get; init; } = "";

    /// <summary><c>-overlay</c>, or empty.</summary>
    public string Overlay { get; init; } = "";

    /// <summary><c>-modcacherw</c>.</summary>
    public bool WritableTrees { get; init; }

    /// <summary><c>-x</c>.</summary>
    public bool Trace { get; init; }

    /// <summary>Watches transfers.</summary>
    public required IDownloadObserver Observer { get; init; }

    /// <summary>Prints a line on standard error.</summary>
    public required Action<string> Warn { get; init; }

    /// <summary>What the run may do to the world.</summary>
    public SessionAccess Access { get; init; }

    /// <summary>Whether the run speaks as the toolchain that the go command would switch to. Spec: TOOL-1.</summary>
    public bool FollowsToolchain { get; init; }

    /// <summary>Whether the command makes no sense outside a module.</summary>
    public bool NeedsModule { get; init; }
}
