using System.Collections.Immutable;
using Sutler.Go.Digests;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Verify;

/// <summary>One thing that is wrong with the cache, with what is known of it. Empty text means absent.</summary>
public sealed record Finding
{
    /// <summary>The module version it belongs to, without a version for <c>list</c>; null for what belongs to no module, such as a tile.</summary>
    public ModuleId? Module { get; init; }

    /// <summary>What is wrong.</summary>
    public required FindingKind Kind { get; init; }

    /// <summary>The file, absolute: zip, ziphash, .mod, .info, list, go.sum, a file of the checksum database, or the extracted tree.</summary>
    public required string File { get; init; }

    /// <summary>Within a zip or tree the file that differs, relative to the module's root, with '/'; of several the first.</summary>
    public string Entry { get; init; } = "";

    /// <summary>What ought to be there, mostly a hash.</summary>
    public string Expected { get; init; } = "";

    /// <summary>Who says so: <c>go.sum</c>, the name of the checksum database, <c>ziphash</c>, <c>zip</c>.</summary>
    public string ExpectedFrom { get; init; } = "";

    /// <summary>What is there.</summary>
    public string Found { get; init; } = "";

    /// <summary>What else is known, a sentence without a point.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Which blocks of <see cref="File"/> are not as they were stored, where that was recorded.</summary>
    public ImmutableArray<FileBlock> Blocks { get; init; } = [];
}
