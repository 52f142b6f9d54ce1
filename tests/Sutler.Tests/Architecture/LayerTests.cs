using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Architecture;

/// <summary>Keeps the layers of ARCHITECTURE.md: who may reference whom, which words belong where, how long a file may be.</summary>
public sealed partial class LayerTests
{
    private const int LongestFile = 400;

    private static readonly Dictionary<string, string[]> MayReference = new(StringComparer.Ordinal)
    {
        ["Sutler.Errors"] = [],
        ["Sutler.GoModules"] = ["Sutler.Errors"],
        ["Sutler.Transfer"] = ["Sutler.Errors"],
        ["Sutler.Storage"] = ["Sutler.Errors"],
        ["Sutler.Storage.Sqlite"] = ["Sutler.Errors", "Sutler.Storage"],
        ["Sutler.Go"] = ["Sutler.Errors", "Sutler.GoModules", "Sutler.Transfer", "Sutler.Storage"],
        ["Sutler.Server"] = ["Sutler.Errors", "Sutler.GoModules", "Sutler.Go"],
        ["Sutler"] = ["Sutler.Errors", "Sutler.GoModules", "Sutler.Transfer", "Sutler.Go", "Sutler.Server", "Sutler.Storage", "Sutler.Storage.Sqlite"],
    };

    private static readonly string[] PureProjects = ["Sutler.Errors", "Sutler.GoModules"];

    private static string Source => Path.Combine(TestFiles.RepositoryRoot(), "src");

    [Fact]
    public void Every_project_references_only_the_layers_below_it()
    {
        var wrong = from project in Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories)
                    let name = Path.GetFileNameWithoutExtension(project)
                    from reference in XDocument.Load(project).Descendants("ProjectReference")
                    let target = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)
                    where !MayReference.TryGetValue(name, out var allowed) || !allowed.Contains(target)
                    select $"{name} may not reference {target}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_project_has_a_layer() =>
        Assert.Equal(MayReference.Keys.Order(), Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)!).Order());

    [Fact]
    public void Pure_projects_say_so_and_only_they()
    {
        var pure = from project in Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories)
                   where XDocument.Load(project).Descendants("SutlerLayer").Any(layer => layer.Value == "Pure")
                   select Path.GetFileNameWithoutExtension(project);
        Assert.Equal(PureProjects.Order(), pure.Order());
    }

    [Fact]
    public void Only_the_executable_knows_the_console() => Assert.Empty(Lines(ConsoleWord(), except: "Sutler"));

    [Fact]
    public void The_transfer_engine_knows_no_modules() =>
        Assert.DoesNotContain(Lines(ModuleWord()), line => line.StartsWith("Sutler.Transfer/", StringComparison.Ordinal));

    [Fact]
    public void Storage_knows_blobs_and_keys_but_no_ecosystem() =>
        Assert.DoesNotContain(Lines(EcosystemWord()), line => line.StartsWith("Sutler.Storage", StringComparison.Ordinal));

    [Fact]
    public void No_file_is_too_long() =>
        Assert.Empty(from file in Files()
                     let lines = File.ReadLines(file).Count()
                     where lines > LongestFile
                     select $"{Path.GetRelativePath(Source, file)} has {lines} lines, more than {LongestFile}");

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories);

    private static IEnumerable<string> Lines(Regex pattern, string? except = null) =>
        from file in Files()
        let name = Path.GetRelativePath(Source, file)
        where except is null || name.Split('/')[0] != except
        from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
        where pattern.IsMatch(line.Text)
        select $"{name}:{line.Number}: {line.Text.Trim()}";

    [GeneratedRegex(@"\bConsole\.(Out|Error|Write)")]
    private static partial Regex ConsoleWord();

    [GeneratedRegex(@"modules?\b", RegexOptions.IgnoreCase)]
    private static partial Regex ModuleWord();

    [GeneratedRegex("module|package|registr", RegexOptions.IgnoreCase)]
    private static partial Regex EcosystemWord();
}
