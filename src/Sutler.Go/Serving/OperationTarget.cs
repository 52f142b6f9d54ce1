using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving;

/// <summary>What a request to a page for operators is about, read from its target as it came over the wire. Pure.</summary>
/// <remarks>
/// <code>
/// /api/status   /api/prefetch   /api/webhook   /api/pins   /api/pin/NAME   /api/unpin/NAME
/// /api/refresh/M   /api/refresh/M/...   /api/purge/M   /api/purge/M@V
/// </code>
/// M and V are written as in go.mod, or escaped with <c>!</c> as in the protocol. <c>api</c> cannot begin a module path, for want of a dot.
/// </remarks>
public abstract record OperationTarget
{
    private const string Root = "/api";
    private const string Below = "/...";
    private const int MaxPinName = 100;

    private OperationTarget()
    {
    }

    /// <summary>What the server is doing.</summary>
    public sealed record Status : OperationTarget;

    /// <summary>Fetches what a go.mod or go.sum names.</summary>
    public sealed record Prefetch : OperationTarget;

    /// <summary>A hosting service tells of a push.</summary>
    public sealed record Webhook : OperationTarget;

    /// <summary>There may be news of a module, or of those at and below a path.</summary>
    public sealed record Refresh(ModulePath Path, bool AndBelow) : OperationTarget;

    /// <summary>A version of a module, or null for all of it, is to be forgotten.</summary>
    public sealed record Purge(ModulePath Path, string? Version) : OperationTarget;

    /// <summary>What sets of pins there are.</summary>
    public sealed record Pins : OperationTarget;

    /// <summary>What a go.mod or go.sum names is to be kept, under a name.</summary>
    public sealed record Pin(string Name) : OperationTarget;

    /// <summary>A set of pins is to be let go.</summary>
    public sealed record Unpin(string Name) : OperationTarget;

    /// <summary>No such page (404), or a target that is malformed or names no module (400).</summary>
    public sealed record Nothing(int Code, string Reason) : OperationTarget;

    /// <summary>Whether a target is below <c>/api</c>, whatever it names there.</summary>
    public static bool IsOne(string target) =>
        target.StartsWith(Root, StringComparison.Ordinal) && (target.Length == Root.Length || target[Root.Length] is '/' or '?' or '#');

    /// <summary>What a target below <c>/api</c> names; query and fragment do not count.</summary>
    public static OperationTarget Parse(string target)
    {
        // The three dots are a pattern here, not an element that leads elsewhere.
        if (!RequestPathText.TryRead(target, out var path, out var fault))
        {
            return new Nothing(400, fault);
        }

        path.SkipElement("api");
        return path.Rest switch
        {
            "status" => new Status(),
            "prefetch" => new Prefetch(),
            "webhook" => new Webhook(),
            "pins" => new Pins(),
            _ when path.SkipElement("pin") => IsPinName(path.Rest) ? new Pin(path.Rest) : BadPinName,
            _ when path.SkipElement("unpin") => IsPinName(path.Rest) ? new Unpin(path.Rest) : BadPinName,
            _ when path.SkipElement("refresh") => ParseRefresh(path.Rest),
            _ when path.SkipElement("purge") => ParsePurge(path.Rest),
            _ => new Nothing(404, "no such page: there are /api/status, /api/refresh/MODULE, /api/purge/MODULE[@VERSION], /api/prefetch, /api/pins, /api/pin/NAME, /api/unpin/NAME and /api/webhook"),
        };
    }

    private static Nothing BadPinName => new(400, $"the name of a set of pins has 1 to {MaxPinName} letters, digits and any of . _ - /");

    private static bool IsPinName(string name) =>
        name.Length is > 0 and <= MaxPinName && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '/');

    private static OperationTarget ParseRefresh(string text)
    {
        var andBelow = text.EndsWith(Below, StringComparison.Ordinal);
        return TryParse(andBelow ? text[..^Below.Length] : text, out var path, out var reason) ? new Refresh(path, andBelow) : new Nothing(400, reason);
    }

    private static OperationTarget ParsePurge(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (!TryParse(at < 0 ? text : text[..at], out var path, out var reason))
        {
            return new Nothing(400, reason);
        }

        if (at < 0)
        {
            return new Purge(path, null);
        }

        var version = Plain(text[(at + 1)..]);
        return ServedVersions.IsVersionOf(path, version)
            ? new Purge(path, version)
            : new Nothing(400, $"{GoQuoting.Quote(version)} is no canonical version of {path}: files are kept of these alone, such as v1.2.3");
    }

    private static bool TryParse(string written, out ModulePath path, out string reason)
    {
        (path, reason) = (default, "");
        if (ModulePath.TryParse(Plain(written), out path, out var error))
        {
            return true;
        }

        reason = error.Reason;
        return false;
    }

    // No valid path or version holds a '!', so that both ways of writing them can be told apart.
    private static string Plain(string written) =>
        written.Contains('!', StringComparison.Ordinal) && ModulePathRules.TryUnescape(written, out var plain) ? plain : written;
}
