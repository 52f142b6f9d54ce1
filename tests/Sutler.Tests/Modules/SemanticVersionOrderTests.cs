using CsCheck;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Modules;

public sealed class SemanticVersionOrderTests
{
    /// <summary>Rising; the versions of one row are equal.</summary>
    private static readonly string[][] Ladder =
    [
        ["", "bad", "1.2.3", "v1.2-pre"],
        ["v0.0.0-0"],
        ["v0.0.0-20190101000000-abcdefabcdef"],
        ["v0.0.0", "v0", "v0.0"],
        ["v1.0.0-2"],
        ["v1.0.0-10"],
        ["v1.0.0-99999999999999999999"],
        ["v1.0.0--"],
        ["v1.0.0-Alpha"],
        ["v1.0.0-alpha"],
        ["v1.0.0-alpha.1"],
        ["v1.0.0-alpha.1.0"],
        ["v1.0.0-alpha.beta"],
        ["v1.0.0-alpha-"],
        ["v1.0.0-beta"],
        ["v1.0.0-beta.2", "v1.0.0-beta.2+x"],
        ["v1.0.0-beta.11"],
        ["v1.0.0-rc.1"],
        ["v1", "v1.0", "v1.0.0", "v1.0.0+meta", "v1.0.0+incompatible"],
        ["v1.2", "v1.2.0"],
        ["v1.2.2"],
        ["v1.2.10"],
        ["v1.10.0"],
        ["v2.0.0+incompatible", "v2"],
        ["v10.0.0"],
        ["v18446744073709551616.0.0"],
    ];

    private static readonly Gen<string> AnyVersion = Gen.OneOf(
        Gen.OneOf(Ladder.SelectMany(row => row).ToArray()),
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 12], Gen.OneOf("", "-0", "-pre", "-pre.1", "-pre.a", "-10", "-9", "-a-b"), Gen.OneOf("", "+incompatible", "+b"))
            .Select((major, minor, patch, prerelease, build) => $"v{major}.{minor}.{patch}{prerelease}{build}"));

    [Fact]
    public void Rises_along_the_ladder()
    {
        for (var low = 0; low < Ladder.Length; low++)
        {
            for (var high = 0; high < Ladder.Length; high++)
            {
                foreach (var left in Ladder[low])
                {
                    foreach (var right in Ladder[high])
                    {
                        Assert.True(low.CompareTo(high) == SemanticVersion.Compare(left, right), $"{left} against {right}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Is_antisymmetric() =>
        Gen.Select(AnyVersion, AnyVersion).Sample((left, right) => SemanticVersion.Compare(left, right) == -SemanticVersion.Compare(right, left));

    [Fact]
    public void Is_transitive() =>
        Gen.Select(AnyVersion, AnyVersion, AnyVersion).Sample((a, b, c) =>
            SemanticVersion.Compare(a, b) > 0 || SemanticVersion.Compare(b, c) > 0 || SemanticVersion.Compare(a, c) <= 0);

    [Fact]
    public void Sees_no_difference_in_the_canonical_form() =>
        AnyVersion.Sample(version => SemanticVersion.Compare(version, SemanticVersion.Canonical(version)) == 0);

    [Fact]
    public void Sorts_equal_versions_by_text_and_only_equal_texts_tie() =>
        Gen.Select(AnyVersion, AnyVersion).Sample((left, right) => (SemanticVersion.CompareForSort(left, right) == 0) == (left == right));
}
