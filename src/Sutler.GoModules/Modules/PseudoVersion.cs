using System.Globalization;
using System.Text.RegularExpressions;

namespace Sutler.GoModules.Modules;

/// <summary>Pseudo-versions such as <c>v0.0.0-20190509225625-c7818c24fa2f</c>. Spec: PSEUDO rules.</summary>
/// <remarks>
/// The members that take a pseudo-version apart throw <see cref="InvalidVersionException"/> with <see cref="InvalidVersionException.IsPseudo"/>
/// set when the text is none (<c>syntax error</c>) or cannot be true.
/// </remarks>
public static partial class PseudoVersion
{
    /// <summary>Whether the version has one of the forms of PSEUDO-1.</summary>
    public static bool Is(string version) =>
        version.AsSpan().Count('-') >= 2 && SemanticVersion.IsValid(version) && Form().IsMatch(version);

    /// <summary>Whether the version is <see cref="Zero"/> of its own major version.</summary>
    public static bool IsZero(string version) => version == Zero(SemanticVersion.Major(version));

    /// <summary>Makes the pseudo-version that follows <paramref name="older"/>. Spec: PSEUDO-2, PSEUDO-3.</summary>
    /// <param name="major">Major version such as <c>v2</c> for a commit without an older tag; empty means <c>v0</c>.</param>
    /// <param name="older">The tagged version before the commit, with <c>+incompatible</c> if it has that; empty or invalid when there is none.</param>
    /// <param name="time">Committer time; whole seconds of UTC are used.</param>
    /// <param name="revision">Twelve hexadecimal digits or a padded revision number.</param>
    public static string Create(string major, string older, DateTimeOffset time, string revision)
    {
        var segment = time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "-" + revision;
        var build = SemanticVersion.Build(older);
        var canonical = SemanticVersion.Canonical(older);
        if (canonical.Length == 0)
        {
            return (major.Length == 0 ? "v0" : major) + ".0.0-" + segment;
        }

        if (SemanticVersion.Prerelease(canonical).Length > 0)
        {
            return canonical + ".0." + segment + build;
        }

        var patch = canonical.LastIndexOf('.') + 1;
        return canonical[..patch] + DecimalText.Increment(canonical[patch..]) + "-0." + segment + build;
    }

    /// <summary>The placeholder for a module whose version nobody knows. Spec: PSEUDO-8.</summary>
    /// <param name="major">As for <see cref="Create"/>.</param>
    public static string Zero(string major) => Create(major, "", DateTimeOffset.MinValue, "000000000000");

    /// <summary>The tagged version it is based on, with <c>+incompatible</c> if it has that; empty when it has none. Spec: PSEUDO-4.</summary>
    public static string Base(string version)
    {
        var parts = Parse(version);
        switch (SemanticVersion.Prerelease(parts.Base))
        {
            case "" when parts.Build.Length > 0:
                throw Invalid(version, $"lacks base version, but has build metadata {GoQuoting.Quote(parts.Build)}");
            case "":
                return "";
            case "-0":
                var next = parts.Base[..^"-0".Length];
                var patch = next.LastIndexOf('.') + 1;
                return DecimalText.Decrement(next[patch..]) is { } previous
                    ? next[..patch] + previous + parts.Build
                    : throw Invalid(version, $"version before {next} would have negative patch number");
            default:
                return parts.Base[..^".0".Length] + parts.Build;
        }
    }

    /// <summary>The commit time, in UTC.</summary>
    /// <remarks>The year 0000, which Go accepts, counts as malformed here: no repository has it.</remarks>
    public static DateTimeOffset Time(string version)
    {
        var timestamp = Parse(version).Timestamp;
        return TryParseTimestamp(timestamp, out var time)
            ? time
            : throw Invalid(version, $"malformed time {GoQuoting.Quote(timestamp)}");
    }

    /// <summary>The fourteen digits of the commit time as written, checked for form only.</summary>
    public static string Timestamp(string version) => Parse(version).Timestamp;

    /// <summary>The revision: usually the first twelve digits of a commit hash.</summary>
    public static string Revision(string version) => Parse(version).Revision;

    /// <summary>The build with its plus, or empty.</summary>
    public static string Build(string version) => Parse(version).Build;

    private static Parts Parse(string version)
    {
        if (!Is(version))
        {
            throw Invalid(version, "syntax error");
        }

        var build = SemanticVersion.Build(version);
        var rest = version[..^build.Length];
        var revisionDash = rest.LastIndexOf('-');
        var revision = rest[(revisionDash + 1)..];
        rest = rest[..revisionDash];

        // vX.0.0-TIME has a dash before the time; the forms with a base have a dot, after the dash of the pre-release.
        var separator = Math.Max(rest.LastIndexOf('-'), rest.LastIndexOf('.'));
        return new Parts(rest[..separator], rest[(separator + 1)..], revision, build);
    }

    private static bool TryParseTimestamp(string digits, out DateTimeOffset time)
    {
        time = default;
        int Number(int start, int length) => int.Parse(digits.AsSpan(start, length), NumberStyles.None, CultureInfo.InvariantCulture);
        var (year, month, day) = (Number(0, 4), Number(4, 2), Number(6, 2));
        var (hour, minute, second) = (Number(8, 2), Number(10, 2), Number(12, 2));
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    private static InvalidVersionException Invalid(string version, string reason) => new(version, reason) { IsPseudo = true };

    [GeneratedRegex(
        @"^v[0-9]+\.(0\.0-|[0-9]+\.[0-9]+-([^+]*\.)?0\.)[0-9]{14}-[A-Za-z0-9]+(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    private readonly record struct Parts(string Base, string Timestamp, string Revision, string Build);
}
