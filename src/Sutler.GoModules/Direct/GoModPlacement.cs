using Sutler.Errors;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Direct;

/// <summary>Decides which directory of a revision is the module's, by the go.mod files where it may be. Spec: VER-5, VER-6.</summary>
/// <remarks>
/// Only the major version of the path in go.mod counts, not the whole path: a fork that is used in a replacement still has the path of what it
/// was forked from.
/// </remarks>
public sealed class GoModPlacement
{
    private const string Name = "go.mod";

    private readonly ModulePlace _place;
    private readonly string _version;
    private readonly string _revision;

    private GoModPlacement(ModulePlace place, string version)
    {
        _place = place;
        _version = version;
        _revision = place.RevisionOf(version);
    }

    /// <summary>The place of the module; throws <see cref="SutlerException"/> with the go command's text when there is none.</summary>
    /// <param name="place">Where it may be.</param>
    /// <param name="version">The version, which texts name.</param>
    /// <param name="plain">The go.mod in <see cref="ModulePlace.Directory"/>, null when there is none.</param>
    /// <param name="inMajor">The go.mod in <see cref="ModulePlace.MajorDirectory"/>, null when there is none.</param>
    public static FoundModule Find(ModulePlace place, string version, byte[]? plain, byte[]? inMajor)
    {
        ArgumentNullException.ThrowIfNull(place);
        return new GoModPlacement(place, version).Find(plain, inMajor);
    }

    private string Major => _place.PathMajor;

    private string PlainFile => _place.TagPrefix + Name;

    private FoundModule Find(byte[]? plain, byte[]? inMajor)
    {
        var plainPath = PathIn(plain);
        var plainFits = plain is not null && (FitsMajor(plainPath) || IsOldReplacement(plainPath));
        if (_place.MajorDirectory is { } directory && inMajor is not null)
        {
            CheckInMajor(PathIn(inMajor), plainFits, $"{_place.Root}/{directory}/{Name}");
            return new FoundModule(directory, inMajor);
        }

        if (plainFits)
        {
            return new FoundModule(_place.Directory, plain);
        }

        return plain is null ? FindWithoutGoMod() : throw Unfit(plainPath);
    }

    private void CheckInMajor(string path, bool plainFits, string file)
    {
        if (path.Length > 0 && FitsMajor(path))
        {
            if (plainFits)
            {
                throw new SutlerException($"{_place.Prefix}/{PlainFile} and ...{Major}/{Name} both have ...{Major} module paths at revision {_revision}");
            }
        }
        else
        {
            throw new SutlerException(path.Length == 0
                ? $"{file} is missing module path at revision {_revision}"
                : $"{file} has non-...{Major} module path {GoQuoting.Quote(path)} at revision {_revision}");
        }
    }

    // Below the root, and at v2 and above, only a go.mod makes a module.
    private FoundModule FindWithoutGoMod()
    {
        if (_place.Directory.Length == 0 && !Major.StartsWith('/'))
        {
            return new FoundModule("", null);
        }

        throw new SutlerException(_place.MajorDirectory is null
            ? $"missing {_place.Prefix}/{Name} at revision {_revision}"
            : $"missing {_place.Prefix}/{Name} and ...{Major}/{Name} at revision {_revision}");
    }

    private SutlerException Unfit(string path)
    {
        var other = _place.MajorDirectory is null ? "" : $" (and ...{Major}/{Name} does not exist)";
        var at = $"{other} at revision {_revision}";
        if (path.Length == 0)
        {
            return new SutlerException($"{PlainFile} is missing module path{at}");
        }

        var quoted = GoQuoting.Quote(path);
        if (Major.Length > 0)
        {
            return new SutlerException($"{PlainFile} has non-...{Major} module path {quoted}{at}");
        }

        return new SutlerException(ModulePathRules.TrySplitMajor(path, out _, out _)
            ? $"{PlainFile} has post-{SemanticVersion.Major(_version)} module path {quoted}{at}"
            : $"{PlainFile} has malformed module path {quoted}{at}");
    }

    private static string PathIn(byte[]? goMod) => goMod is null ? "" : GoModScanner.ModulePathOf(goMod);

    private bool FitsMajor(string path)
    {
        if (path.Length == 0 || !ModulePathRules.TrySplitMajor(path, out _, out var major))
        {
            return false;
        }

        // A clone of another host's module need not spell the major version in the same way: /v2, .v2 and .v2-unstable are held apart, but for the first character.
        return Major.Length == 0
            ? ModulePathRules.PathMajorPrefix(major) is "" or "v0" or "v1"
            : major.Length > 0 && Major.AsSpan(1).SequenceEqual(major.AsSpan(1));
    }

    // Older go commands took a path without major version for any gopkg.in module, and what they accepted stays valid (go.dev/issue/34254).
    private bool IsOldReplacement(string path) => Major.Length == 0 && path.StartsWith("gopkg.in/", StringComparison.Ordinal);
}

/// <summary>Where a module was found.</summary>
/// <param name="Directory">Relative to the root of the repository; empty for the root.</param>
/// <param name="GoMod">Its go.mod; null when it has none.</param>
public sealed record FoundModule(string Directory, byte[]? GoMod);
