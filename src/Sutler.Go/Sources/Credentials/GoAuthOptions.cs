namespace Sutler.Go.Sources.Credentials;

/// <summary>What <see cref="GoAuthCredentials"/> works with.</summary>
public sealed record GoAuthOptions
{
    /// <summary>GOAUTH.</summary>
    public required string GoAuth { get; init; }

    /// <summary>The environment: NETRC, the home directory and PATH; commands get it as it is.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>The current directory, absolute.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Clock of the time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Receives why credentials could not be had, which is no failure of the run; null for none. Spec: XOUT-1.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>The place alone: commands may hold secrets.</summary>
    public override string ToString() => WorkingDirectory;
}
