namespace Sutler.Progress;

/// <summary>How the run is shown on standard error while it lasts.</summary>
internal enum ProgressMode
{
    /// <summary><see cref="Bar"/> on a terminal, otherwise <see cref="Off"/>: the go command is silent too, and scripts rely on it (STEP-4).</summary>
    Auto,

    /// <summary>A live display that leaves nothing behind.</summary>
    Bar,

    /// <summary>One line for each module and a closing summary, for logs.</summary>
    Plain,

    /// <summary>One JSON object a line; docs/reference/progress-events.md.</summary>
    Json,

    /// <summary>Nothing.</summary>
    Off,
}
