using System.Diagnostics.CodeAnalysis;
using Sutler.GoModules.Modules;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.Go.Serving.Checksums;

/// <summary>What is asked of one checksum database, read and checked: nothing else ever reaches it. Pure. Spec: TLOG-1 to TLOG-3, SDSRV-3.</summary>
internal abstract record RelayEndpoint
{
    /// <summary>The height of the tiles that clients of the go.sum database read.</summary>
    internal const int TileHeight = 8;

    private RelayEndpoint()
    {
    }

    /// <summary>The newest signed tree head.</summary>
    internal sealed record Latest : RelayEndpoint;

    /// <summary>The record of a module's version.</summary>
    /// <param name="Path">The module.</param>
    /// <param name="Version">Its version, canonical.</param>
    /// <param name="Name">Both as the database is asked for them, <c>lookup/rsc.io/quote@v1.5.2</c>: one spelling for each.</param>
    internal sealed record Lookup(ModulePath Path, string Version, string Name) : RelayEndpoint;

    /// <summary>Hashes of the log.</summary>
    internal sealed record Tile(TileCoordinate Coordinate) : RelayEndpoint;

    /// <summary>Nothing that a database has.</summary>
    /// <param name="Status">400 when it is no name at all, 404 when there is nothing of that name here.</param>
    /// <param name="Reason">In the words of the database, where it has any.</param>
    internal sealed record None(int Status, string Reason) : RelayEndpoint;

    /// <summary>Reads <c>latest</c>, <c>lookup/…</c> or <c>tile/…</c> as it came over the wire.</summary>
    internal static RelayEndpoint Parse(string wirePath)
    {
        // The request was read once already; this undoes the escapes again rather than trust that.
        if (!RequestPathText.TryRead("/" + wirePath, out var text, out var fault))
        {
            return new None(400, fault);
        }

        var path = text.Rest;
        if (path == "latest")
        {
            return new Latest();
        }

        if (TryCutPrefix(path, "lookup/", out var module))
        {
            return (RelayEndpoint?)ParseLookup(module) ?? new None(400, "invalid module@version syntax");
        }

        return TryCutPrefix(path, "tile/", out _) ? ParseTile(path) : new None(404, "no such page of a checksum database");
    }

    private static Lookup? ParseLookup(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at >= 0
            && ModulePathRules.TryUnescapePath(text[..at], out var path, out _)
            && ModulePathRules.TryUnescapeVersion(text[(at + 1)..], out var version, out _)
            && SemanticVersion.IsCanonical(version)
            && ModulePathRules.TryEscapeVersion(version, out var escaped, out _)
            ? new Lookup(path, version, $"lookup/{path.Escaped}@{escaped}")
            : null;
    }

    private static RelayEndpoint ParseTile(string path)
    {
        if (!TileCoordinate.TryParse(path, out var tile, out _))
        {
            return new None(400, "invalid tile syntax");
        }

        return tile.Height == TileHeight && tile.Level != TileCoordinate.DataLevel
            ? new Tile(tile)
            : new None(404, $"only tiles of height {TileHeight} with hashes are relayed");
    }

    private static bool TryCutPrefix(string text, string prefix, [NotNullWhen(true)] out string? rest)
    {
        rest = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
        return rest is not null;
    }
}
