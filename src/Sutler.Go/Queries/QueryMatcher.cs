using Sutler.Errors;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>What one query text asks of a version. Spec: QUERY-1 to QUERY-8.</summary>
internal sealed class QueryMatcher
{
    private readonly string _path;
    private readonly string _query;

    private QueryMatcher(string path, string query, string current)
    {
        _path = path;
        _query = query;
        PrefersIncompatible = SemanticVersion.IsIncompatible(current);
    }

    /// <summary>What listed versions begin with.</summary>
    public string Prefix { get; private set; } = "";

    /// <summary>Which versions are in the range.</summary>
    public Func<string, bool> Filter { get; private set; } = _ => true;

    /// <summary>Whether the query names one version, which is looked up without a list.</summary>
    public bool NamesOneVersion { get; private set; }

    /// <summary>Whether the lowest match is wanted.</summary>
    public bool PrefersLower { get; private set; }

    /// <summary>Whether the newest revision will do when no version matches.</summary>
    public bool MayUseLatest { get; private set; }

    /// <summary>Whether <c>+incompatible</c> versions are as good as others. Spec: QUERY-8.</summary>
    public bool PrefersIncompatible { get; private set; }

    /// <summary>Reads the query; null when it is a revision such as a branch or a commit.</summary>
    public static QueryMatcher? Create(string path, string query, string current)
    {
        var matcher = new QueryMatcher(path, query, current);
        switch (query)
        {
            case "latest":
                matcher.MayUseLatest = true;
                return matcher;
            case "upgrade":
                matcher.ReadUpgrade(current);
                return matcher;
            case "patch":
                matcher.ReadPatch(current);
                return matcher;
            case ['<', '=', .. var operand]:
                matcher.ReadRange(operand, order => order <= 0, refusesPrefix: true);
                return matcher;
            case ['<', .. var operand]:
                matcher.ReadRange(operand, order => order < 0, refusesPrefix: false);
                return matcher;
            case ['>', '=', .. var operand]:
                matcher.PrefersLower = true;
                matcher.ReadRange(operand, order => order >= 0, refusesPrefix: false);
                return matcher;
            case ['>', .. var operand]:
                matcher.PrefersLower = true;
                matcher.ReadRange(operand, order => order > 0, refusesPrefix: true);
                return matcher;
            default:
                return matcher.TryReadVersion() ? matcher : null;
        }
    }

    /// <summary>Whether prefix and range let the version pass.</summary>
    public bool Matches(string version)
    {
        var hasPrefix = version.StartsWith(Prefix, StringComparison.Ordinal)

            // go@1.21 means 1.21 itself as well as 1.21.0 and so on.
            || (GoVersion.IsToolchain(_path) && Prefix == version + ".");
        return hasPrefix && Filter(version);
    }

    private void ReadUpgrade(string current)
    {
        MayUseLatest = true;
        if (current is not ("" or "none"))
        {
            StayAtOrAbove(current);
        }
    }

    private void ReadPatch(string current)
    {
        if (current is "" or "none")
        {
            throw new SutlerException($"can't query version \"patch\" of module {_path}: no existing version is required");
        }

        Prefix = GoVersion.MajorMinor(_path, current) + ".";
        StayAtOrAbove(current);
    }

    private void StayAtOrAbove(string current)
    {
        MayUseLatest = PseudoVersion.Is(current);
        Filter = version => GoVersion.CompareVersions(_path, version, current) >= 0;
    }

    private void ReadRange(string operand, Func<int, bool> isInRange, bool refusesPrefix)
    {
        if (!GoVersion.IsValidVersion(_path, operand))
        {
            throw new SutlerException($"invalid semantic version {GoQuoting.Quote(operand)} in range {GoQuoting.Quote(_query)}");
        }

        // v1.2 may mean v1.2.0 or any v1.2.x: nobody can say whether <=v1.2 takes in v1.2.3.
        if (refusesPrefix && GoVersion.IsPrefix(_path, operand))
        {
            throw new SutlerException($"ambiguous semantic version {GoQuoting.Quote(operand)} in range {GoQuoting.Quote(_query)}");
        }

        Filter = version => isInRange(GoVersion.CompareVersions(_path, version, operand));
        PrefersIncompatible |= !FitsPath(operand);
    }

    private bool TryReadVersion()
    {
        if (!GoVersion.IsValidVersion(_path, _query))
        {
            return false;
        }

        NamesOneVersion = !GoVersion.IsPrefix(_path, _query);
        if (!NamesOneVersion)
        {
            // Pre-releases of v1.2.0 are below v1.2, so they are no answer to it.
            Prefix = _query + ".";
            Filter = version => GoVersion.CompareVersions(_path, version, _query) >= 0;
        }

        PrefersIncompatible |= !FitsPath(_query);
        return true;
    }

    private bool FitsPath(string version) =>
        ModulePathRules.TrySplitMajor(_path, out _, out var pathMajor) && ModulePathRules.MatchesPathMajor(version, pathMajor);
}
