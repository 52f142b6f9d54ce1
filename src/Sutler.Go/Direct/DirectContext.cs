using Sutler.Go.Cache;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct;

/// <summary>What repositories need of the world around them.</summary>
public sealed record DirectContext
{
    /// <summary>Runs the version-control programs.</summary>
    public required VcsPrograms Programs { get; init; }

    /// <summary>The module cache, in which the work directories lie.</summary>
    public required CacheLayout Layout { get; init; }

    /// <summary>The locks that are shared with the go command; those of the whole process.</summary>
    public required FileLocks Locks { get; init; }

    /// <summary>The environment of the run.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Whether an http or https URL answers 404 or 410; false where it answers anything else or cannot be asked. Spec: DISC-13.</summary>
    public required Func<string, CancellationToken, Task<bool>> IsGoneAsync { get; init; }
}
