using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Repositories;

/// <summary>GOVCS: which version-control programs may be run for which repositories. Spec: GOVCS-1 to GOVCS-3.</summary>
public sealed class GoVcsPolicy
{
    // git and Mercurial have been looked at as clients of servers that nobody vouches for; the others have not.
    private static readonly IReadOnlyList<Rule> Defaults = [new Rule("private", ["all"]), new Rule("public", ["git", "hg"])];

    private readonly IReadOnlyList<Rule> _rules;

    private GoVcsPolicy(IReadOnlyList<Rule> rules) => _rules = rules;

    /// <summary>Reads the variable, or says in <paramref name="error"/> what is wrong with it. The defaults come after its rules.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out GoVcsPolicy? policy, [NotNullWhen(false)] out ParseError? error)
    {
        (policy, error) = (null, null);
        var rules = new List<Rule>();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in text.Trim().Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!TryParseRule(item, out var rule, out var reason))
            {
                error = new ParseError(reason);
                return false;
            }

            if (!seen.TryAdd(rule.Pattern, item))
            {
                error = new ParseError($"unreachable pattern in GOVCS: {GoQuoting.Quote(item)} after {GoQuoting.Quote(seen[rule.Pattern])}");
                return false;
            }

            if (rule.Systems.Contains(""))
            {
                error = new ParseError($"empty VCS name in GOVCS: {GoQuoting.Quote(item)}");
                return false;
            }

            rules.Add(rule);
        }

        policy = new GoVcsPolicy([.. rules, .. Defaults]);
        return true;
    }

    /// <summary>Null when the program may be run, or <c>GOVCS disallows using svn for public ex.test/svn; see 'go help vcs'</c>.</summary>
    /// <param name="root">The import path of the repository's root.</param>
    /// <param name="isPrivate">Whether GOPRIVATE matches it.</param>
    /// <param name="system">The version-control system.</param>
    public ParseError? Refusal(string root, bool isPrivate, VersionControl system) => Allows(root, isPrivate, system.Command)
        ? null
        : new ParseError($"GOVCS disallows using {system} for {(isPrivate ? "private" : "public")} {root}; see 'go help vcs'");

    /// <summary>Whether the first rule for the repository names the system.</summary>
    public bool Allows(string root, bool isPrivate, string system) =>
        _rules.FirstOrDefault(rule => rule.Matches(root, isPrivate)) is { } rule && (rule.Systems.Contains(system) || rule.Systems.Contains("all"));

    private static bool TryParseRule(string item, [NotNullWhen(true)] out Rule? rule, [NotNullWhen(false)] out string? reason)
    {
        var colon = item.IndexOf(':', StringComparison.Ordinal);
        var (pattern, list) = colon < 0 ? ("", "") : (item[..colon].Trim(), item[(colon + 1)..].Trim());
        reason = item.Length == 0 ? "empty entry in GOVCS"
            : colon < 0 ? $"malformed entry in GOVCS (missing colon): {GoQuoting.Quote(item)}"
            : pattern.Length == 0 ? $"empty pattern in GOVCS: {GoQuoting.Quote(item)}"
            : list.Length == 0 ? $"empty VCS list in GOVCS: {GoQuoting.Quote(item)}"
            : pattern is "." or ".." || pattern.StartsWith("./", StringComparison.Ordinal) || pattern.StartsWith("../", StringComparison.Ordinal)
                ? $"relative pattern not allowed in GOVCS: {GoQuoting.Quote(pattern)}"
            : null;
        rule = reason is null ? new Rule(pattern, [.. list.Split('|', StringSplitOptions.TrimEntries)]) : null;
        return rule is not null;
    }

    private sealed record Rule(string Pattern, HashSet<string> Systems)
    {
        public bool Matches(string root, bool isPrivate) => Pattern switch
        {
            "private" => isPrivate,
            "public" => !isPrivate,
            _ => new GlobList(Pattern).Matches(root),
        };
    }
}
