using CsCheck;
using Sutler.GoModules.Graph;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Graph;

public sealed class MinimalVersionSelectionTests
{
    [Theory]
    [InlineData("the example of the article", "A: B1 C2; B1: D3; C1: D2; C2: D4; D3: E2; D4: E2 F1; G1: C4", "A", "A B1 C2 D4 E2 F1")]
    [InlineData("requirement of a version not selected", "A: B1 C2; B1: D3; C2: B2", "A", "A B2 C2 D3")]
    [InlineData("each raises the other's dependency", "A: B0 C0; B0: D1; C0: D2; D1: E2; D2: E1", "A", "A B0 C0 D2 E2")]
    [InlineData("raised past a root", "A: B0 D2 E1; B0: D1; D1: E2; D2: E1", "A", "A B0 D2 E2")]
    [InlineData("nothing asks for the high version any more", "A: B2 D2; B1: D1; B2: D2; D1: E2; D2: E1", "A", "A B2 D2 E1")]
    [InlineData("only through a version not selected", "M: A1 B1; A1: X1; B1: X2; X1: I1; X2:", "M", "M A1 B1 I1 X2")]
    [InlineData("requires an old version of the main module", "A: B1; B1: A1; A1: C1", "A", "A B1 C1")]
    [InlineData("requires a newer version of the main module", "A: B1; B1: A9; A9: C1; C1: A3", "A", "A B1 C1")]
    [InlineData("cycle", "A: B1; B1: C1; C1: B2; B2: C1", "A", "A B2 C1")]
    [InlineData("itself", "A: B1; B1: B1", "A", "A B1")]
    [InlineData("none is not in the build", "M: Anone B1 D1 E1; B1: Cnone D1; E1: Fnone", "M", "M B1 D1 E1")]
    [InlineData("several main modules", "N: A1; M: A2 N1; N1: Z9", "N M", "N M A2 Z9")]
    [InlineData("sorted by path", "M: Z1 B1; Z1: A1", "M", "M A1 B1 Z1")]
    public void Selects_the_highest_version_required(string name, string graph, string targets, string buildList) =>
        Assert.True(buildList == new LetterGraph(graph).BuildList(targets), name);

    [Theory]
    [InlineData("one implies the others", "A: B1 C1 D1 E1 F1; B1: C1 E1 F1", "", "B1 D1")]
    [InlineData("base is kept though implied", "A: B1 C1 D1 E1 F1; B1: C1 E1 F1", "C", "B1 C1 D1")]
    [InlineData("cycle of two", "A: G1 H1; G1: H1; H1: G1", "", "G1")]
    [InlineData("cycle with the other as base", "A: G1 H1; G1: H1; H1: G1", "H", "H1")]
    [InlineData("older version implies more", "A: B1 C1; B1: X1; C1: X2; X1: I1; X2:", "", "B1 C1")]
    [InlineData("cycle of raised versions", "A: D1 C2; D1: B1; B1: C1; B2: C2; C1:; C2: B2", "", "B2 D1")]
    [InlineData("cycle of raised versions with a base in it", "A: D1 C2; D1: B1; B1: C1; B2: C2; C1:; C2: B2", "C", "C2 D1")]
    [InlineData("cycle of raised versions with a base before it", "A: D1 C2; D1: B1; B1: C1; B2: C2; C1:; C2: B2", "D", "B2 D1")]
    [InlineData("none is not listed", "A: Xnone B1 D1 E1; B1: Cnone D1; E1: Fnone", "", "B1 E1")]
    [InlineData("base given twice", "A: B1 C1; B1: C1", "B B", "B1")]
    [InlineData("bases that imply each other", "A: B1 C1 D1; B1: C1 D1; C1: D1", "B C", "B1 C1")]
    [InlineData("version raised by a dependency", "A: B1 C1; B1: C2", "", "B1")]
    public void Lists_no_more_than_needed(string name, string graph, string basePaths, string minimal) =>
        Assert.True(minimal == new LetterGraph(graph).Minimal("A", basePaths), name);

    [Fact]
    public void Gives_the_same_build_list_from_the_minimal_requirements()
    {
        var module = Gen.Select(Gen.Char['B', 'G'], Gen.Int[1, 3]).Select((path, version) => new ModuleId(path.ToString(), version.ToString()));
        var edges = Gen.Select(module, module.Array[0, 3]).Array[0, 12];
        Gen.Select(module.Array[1, 4], edges).Sample((roots, all) =>
        {
            var required = all.GroupBy(edge => edge.Item1).ToDictionary(group => group.Key, IReadOnlyList<ModuleId> (group) => group.First().Item2);
            var main = new ModuleId("A", "");
            IReadOnlyList<ModuleId> Of(ModuleId asked, IReadOnlyList<ModuleId> rootList) => asked == main ? rootList : required.GetValueOrDefault(asked, []);
            var before = MinimalVersionSelection.BuildList([main], asked => Of(asked, roots), LetterGraph.Compare);
            var minimal = MinimalVersionSelection.MinimalRequirements(main, [], asked => Of(asked, roots), LetterGraph.Compare);
            var after = MinimalVersionSelection.BuildList([main], asked => Of(asked, minimal), LetterGraph.Compare);
            return before.SequenceEqual(after);
        });
    }

    [Fact]
    public void Survives_a_chain_of_a_hundred_thousand_modules()
    {
        IReadOnlyList<ModuleId> Next(ModuleId module) =>
            module.Version.Length == 0 ? [new ModuleId("m", "1")]
            : module.Version == "100000" ? []
            : [new ModuleId("m", (int.Parse(module.Version, System.Globalization.CultureInfo.InvariantCulture) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))];
        var minimal = MinimalVersionSelection.MinimalRequirements(new ModuleId("main", ""), [], Next, LetterGraph.Compare);
        Assert.Equal([new ModuleId("m", "100000")], minimal);
    }

    [Theory]
    [InlineData("x.y/m", "", "v9.0.0", 1)]
    [InlineData("x.y/m", "v9.0.0", "", -1)]
    [InlineData("x.y/m", "", "", 0)]
    [InlineData("x.y/m", "none", "v0.0.0-0", -1)]
    [InlineData("x.y/m", "none", "", -1)]
    [InlineData("go", "1.21", "1.21rc1", -1)]
    [InlineData("go", "none", "1", -1)]
    public void Orders_main_modules_above_all_and_none_below(string path, string left, string right, int expected) =>
        Assert.Equal(expected, MinimalVersionSelection.CompareVersions(path, left, right));
}
