using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving;

/// <summary>Reads the target of a request as it came over the wire, escapes and all. Pure.</summary>
/// <remarks>
/// What servers make of a target before they route it (escapes undone, dots resolved, '+' turned into a space) loses what the protocol needs,
/// so this takes it raw:
/// <code>
/// [/go][/cached-only]/P/@v/list  /P/@v/V.info  /P/@v/V.mod  /P/@v/V.zip  /P/@latest
/// [/go][/cached-only]/sumdb/NAME/supported  /latest  /lookup/P@V  /tile/8/L/N
/// </code>
/// None of <c>go</c>, <c>cached-only</c> and <c>sumdb</c> can begin a module path, for want of a dot. Escapes are undone exactly once, and
/// none may stand for a slash, so the elements are those of the raw text. Spec: EP-1, SRV-1, SRV-5, SRV-6, SRV-9, ESC-3.
/// </remarks>
public static class RequestPath
{
    private const string Versions = "@v";

    /// <summary>What the target asks for; query and fragment do not count.</summary>
    public static RequestTarget Parse(string target)
    {
        if (!RequestPathText.TryRead(target, out var path, out var fault))
        {
            return Malformed(fault);
        }

        path.SkipElement("go");
        var storedOnly = path.SkipElement("cached-only");
        return path.SkipElement("sumdb") ? ChecksumDatabase(path, storedOnly) : Module(path.Rest, storedOnly);
    }

    private static RequestTarget Module(string path, bool storedOnly)
    {
        // The last one separates: a module path cannot hold it, and a name below it must not bring more.
        var separator = path.LastIndexOf("/@v/", StringComparison.Ordinal);
        if (separator >= 0)
        {
            var name = path[(separator + "/@v/".Length)..];
            return ModulePathOf(path[..separator], out var module) ?? VersionFile(module, name, storedOnly);
        }

        if (path.EndsWith("/@latest", StringComparison.Ordinal))
        {
            return ModulePathOf(path[..^"/@latest".Length], out var module) ?? new RequestTarget.Module(new ModuleRequest.Latest(module), storedOnly);
        }

        return Absent("no such page: a module proxy has MODULE/@v/list, MODULE/@v/VERSION.info, .mod and .zip, and MODULE/@latest");
    }

    private static RequestTarget? ModulePathOf(string escaped, out ModulePath module)
    {
        module = default;
        if (!ModulePathRules.TryUnescape(escaped, out var text))
        {
            return Malformed($"invalid escaped module path {Shown(escaped)}");
        }

        return ModulePath.TryParse(text, out module, out var error) ? null : Absent(error.Reason);
    }

    private static RequestTarget VersionFile(ModulePath module, string name, bool storedOnly)
    {
        if (name == "list")
        {
            return new RequestTarget.Module(new ModuleRequest.List(module), storedOnly);
        }

        var dot = name.LastIndexOf('.');
        var kind = dot < 0 ? "" : name[dot..];
        if (kind is not (".info" or ".mod" or ".zip"))
        {
            return Absent($"no such file of a module: {Shown(name)}; there are list, VERSION.info, VERSION.mod and VERSION.zip");
        }

        return VersionOf(name[..dot], out var version) ?? Versioned(module, version, kind, storedOnly);
    }

    private static RequestTarget? VersionOf(string escaped, out string version)
    {
        version = "";
        if (!ModulePathRules.TryUnescape(escaped, out _))
        {
            return Malformed($"invalid escaped version {Shown(escaped)}");
        }

        if (!ModulePathRules.TryUnescapeVersion(escaped, out var plain, out var error))
        {
            return Absent(error.Reason);
        }

        version = plain;
        return null;
    }

    private static RequestTarget Versioned(ModulePath module, string version, string kind, bool storedOnly)
    {
        if (kind == ".info")
        {
            return Info(module, version, storedOnly);
        }

        if (!SemanticVersion.IsCanonical(version))
        {
            return Absent($"version {Shown(version)} is not canonical: only {kind[1..]} files of canonical versions exist; ask for {Shown(version + ".info")} first");
        }

        return new RequestTarget.Module(kind == ".mod" ? new ModuleRequest.GoMod(module, version) : new ModuleRequest.Zip(module, version), storedOnly);
    }

    private static RequestTarget Info(ModulePath module, string revision, bool storedOnly)
    {
        if (revision is "latest" or "upgrade" or "patch")
        {
            return Absent($"{Shown(revision)} is no revision: the newest version is MODULE/@latest");
        }

        // No program of version control names one so, and to each it would look like an option.
        return revision[0] == '-'
            ? Absent($"no revision begins with a dash: {Shown(revision)}")
            : new RequestTarget.Module(new ModuleRequest.Info(module, revision), storedOnly);
    }

    private static RequestTarget ChecksumDatabase(RequestPathText path, bool storedOnly)
    {
        var elements = path.Rest.Split('/');
        var endpoint = Array.FindIndex(elements, static element => element is "lookup" or "tile");
        endpoint = endpoint >= 0 ? endpoint : elements.Length - 1;
        var database = string.Join('/', elements.Take(endpoint));
        var isKnown = elements[endpoint] is "lookup" or "tile" ? endpoint < elements.Length - 1 && elements[^1].Length > 0 : elements[endpoint] is "supported" or "latest";
        if (!isKnown || !IsDatabaseName(database))
        {
            return Absent("no such page: a checksum database has sumdb/NAME/supported, latest, lookup/MODULE@VERSION and tile/H/L/N");
        }

        return new RequestTarget.ChecksumDatabase(
            elements[endpoint] == "supported"
                ? new ChecksumDatabaseRequest.Supported(database)
                : new ChecksumDatabaseRequest.Endpoint(database, path.RawFrom(endpoint)),
            storedOnly);
    }

    /// <summary>Whether it is a host, perhaps with a port and a path: nothing else is a database's name. Spec: SUMDB.</summary>
    private static bool IsDatabaseName(string name) =>
        name.Length > 0 && name.Split('/').All(static part => part.Length > 0)
        && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '~' or ':' or '/');

    private static string Shown(string text) => GoQuoting.Quote(text);

    private static RequestTarget.Nothing Malformed(string reason) => new(400, reason);

    private static RequestTarget.Nothing Absent(string reason) => new(404, reason);
}
