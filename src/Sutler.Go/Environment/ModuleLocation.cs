namespace Sutler.Go.Environment;

/// <summary>Which go.mod or go.work a command works in. Made by <see cref="ModuleLocator"/>.</summary>
public sealed record ModuleLocation
{
    /// <summary>The workspace file, absolute, or null outside a workspace. It need not exist.</summary>
    public string? WorkFile { get; init; }

    /// <summary>The module's directory, absolute; null outside a module and in a workspace.</summary>
    public string? ModuleRoot { get; init; }

    /// <summary>The go.mod to use, absolute; <c>-modfile</c> puts another in its place. Null as <see cref="ModuleRoot"/>.</summary>
    public string? GoModPath { get; init; }

    /// <summary>The same as the user gave it with <c>-modfile</c>, for error texts (CMD-12), else <see cref="GoModPath"/>.</summary>
    public string? GoModName { get; init; }

    /// <summary>The go.sum, or in a workspace the go.work.sum; null outside both.</summary>
    public string? SumPath { get; init; }

    /// <summary>Lines for stderr, after <c>go: </c>. Spec: CMD-11.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
