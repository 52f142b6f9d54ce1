using Sutler.GoModules.Graph;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Graph;

public sealed class RequirementGraphTests
{
    [Fact]
    public void Selects_among_the_roots_alone()
    {
        var graph = new RequirementGraph(LetterGraph.Compare, LetterGraph.Modules("B1 A2 B3 Cnone"));
        Assert.Equal("3", graph.Selected("B"));
        Assert.Equal(RequirementGraph.None, graph.Selected("C"));
        Assert.Equal("B3 A2", LetterGraph.Text(graph.BuildList()));
    }

    [Fact]
    public void Raises_a_root_in_its_place()
    {
        var graph = new RequirementGraph(LetterGraph.Compare, LetterGraph.Modules("B1 A1"));
        graph.Require(LetterGraph.Module("A1"), LetterGraph.Modules("B2 Z1 C1"));
        Assert.Equal("B2 A1 C1 Z1", LetterGraph.Text(graph.BuildList()));
    }

    [Fact]
    public void Gives_back_what_was_said()
    {
        var graph = new RequirementGraph(LetterGraph.Compare, LetterGraph.Modules("A1"));
        Assert.False(graph.TryGetRequired(LetterGraph.Module("A1"), out _));
        graph.Require(LetterGraph.Module("A1"), []);
        Assert.True(graph.TryGetRequired(LetterGraph.Module("A1"), out var required));
        Assert.Empty(required);
    }

    [Fact]
    public void Refuses_a_module_nothing_requires()
    {
        var graph = new RequirementGraph(LetterGraph.Compare, LetterGraph.Modules("A1"));
        Assert.Throws<ArgumentException>(() => graph.Require(LetterGraph.Module("B1"), []));
    }

    [Fact]
    public void Refuses_to_be_told_twice()
    {
        var graph = new RequirementGraph(LetterGraph.Compare, LetterGraph.Modules("A1"));
        graph.Require(LetterGraph.Module("A1"), []);
        Assert.Throws<ArgumentException>(() => graph.Require(LetterGraph.Module("A1"), []));
    }

    [Theory]
    [InlineData("near before far", "A: B1 C1; B1: D1; C1: E1; D1: F1", "A", "A B1 C1 D1 E1 F1")]
    [InlineData("each once, selected or not", "A: B1 C1; B1: C2; C1: B1; C2: A1", "A", "A B1 C1 C2 A1")]
    [InlineData("roots in their order", "B: C1; A: D1", "B A", "B A C1 D1")]
    [InlineData("none is passed over", "A: Bnone C1; C1: Bnone", "A", "A C1")]
    public void Walks_breadth_first(string name, string text, string roots, string order)
    {
        var visited = new List<ModuleId>();
        new LetterGraph(text).Load(roots).WalkBreadthFirst(visited.Add);
        Assert.True(order == LetterGraph.Text(visited), name);
    }

    [Theory]
    [InlineData("a root itself", "A: B1", "A", "A", "A")]
    [InlineData("the shorter way", "A: B1 C1; B1: D1; D1: E1; C1: E1", "A", "E1", "A C1 E1")]
    [InlineData("the first of equal ways", "A: B1 C1; B1: D1; C1: D1", "A", "D1", "A B1 D1")]
    [InlineData("from the nearer root", "A: B1; B1: C1; M: C1", "A M", "C1", "M C1")]
    [InlineData("through a cycle", "A: B1; B1: C1; C1: B1 D1", "A", "D1", "A B1 C1 D1")]
    [InlineData("nowhere", "A: B1", "A", "Z9", "")]
    public void Finds_a_shortest_path(string name, string text, string roots, string wanted, string path) =>
        Assert.True(path == LetterGraph.Text(new LetterGraph(text).Load(roots).FindPath(module => module == LetterGraph.Module(wanted))), name);
}
