namespace Sutler.CommandLine;

/// <summary>What the value of a flag is, for shells that complete it.</summary>
internal abstract record FlagValue
{
    private FlagValue()
    {
    }

    /// <summary>Anything.</summary>
    public static FlagValue Any { get; } = new Free();

    /// <summary>The name of a file.</summary>
    public static FlagValue File { get; } = new FileName();

    /// <summary>The name of a directory.</summary>
    public static FlagValue Directory { get; } = new DirectoryName();

    /// <summary>One of a few words.</summary>
    public sealed record Words(params string[] All) : FlagValue;

    /// <inheritdoc cref="Any"/>
    public sealed record Free : FlagValue;

    /// <inheritdoc cref="File"/>
    public sealed record FileName : FlagValue;

    /// <inheritdoc cref="Directory"/>
    public sealed record DirectoryName : FlagValue;
}
