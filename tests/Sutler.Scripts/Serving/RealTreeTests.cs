using System.Security.Cryptography;
using System.Text;
using Sutler.Go.Cache;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Directories;
using Sutler.GoModules.Modules;
using Sutler.Scripts.Oracle;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>Real trees are served file by file as they are, and nothing else of them. Spec: SRV-11, SRV-12.</summary>
public sealed class RealTreeTests(ScriptWorld world)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Serves_a_tree_of_real_modules() => CheckAsync(Path.Combine(Corpus.Debian, "goproxy"), Path.Combine(Corpus.Debian, "goproxy"));

    [Theory]
    [InlineData("go")]
    [InlineData("sutler")]
    public async Task Serves_a_module_cache(string tool)
    {
        using var run = ToolRun.Tiny(tool == "go" ? Corpus.Go : world.Settings.SutlerPath);
        Assert.Equal(0, (await run.RunAsync(Token, "mod", "download")).ExitCode);
        await CheckAsync(run.Cache, Path.Combine(run.Cache, "cache", "download"));
    }

    // SRV-12: whatever moment a request comes at, a file is there as a whole or not at all.
    [Theory]
    [InlineData("go")]
    [InlineData("sutler")]
    public async Task Serves_a_module_cache_while_it_is_filled(string tool)
    {
        var proxy = Path.Combine(Corpus.Debian, "goproxy");
        using var run = ToolRun.Tiny(tool == "go" ? Corpus.Go : world.Settings.SutlerPath);
        Directory.CreateDirectory(Path.Combine(run.Cache, "cache", "download"));
        var server = new DirectoryModuleServer(ModuleTree.Open(run.Cache), new FileLocks(TimeProvider.System), TimeProvider.System);
        var wanted = File.ReadLines(Path.Combine(run.Module, "go.mod"))
            .Where(line => line.StartsWith('\t'))
            .Select(line => line.Trim().Split(' '))
            .SelectMany(module => new[] { ".info", ".mod", ".zip" }.Select(kind => Assert.IsType<RequestTarget.Module>(RequestPath.Parse(
                $"/{ModulePath.Parse(module[0]).Escaped}/@v/{module[1]}{kind}")).Request))
            .ToDictionary(request => request, request => DigestOfFile(proxy, request));
        foreach (var request in wanted.Keys)
        {
            Assert.IsType<ServedAnswer.Absent>(await server.AnswerAsync(request, RequestTerms.Usual, Token));
        }

        // How many rounds there are before the last one is up to the machine.
        var filling = run.RunAsync(Token, "mod", "download");
        for (var last = false; !last;)
        {
            last = filling.IsCompleted;
            foreach (var (request, digest) in wanted)
            {
                var answer = await server.AnswerAsync(request, RequestTerms.Usual, Token);
                if (answer is ServedAnswer.Found { Content: var content })
                {
                    await content.DisposeAsync();
                    Assert.Equal(digest, await DigestAsync(server, request));
                }
                else
                {
                    Assert.IsType<ServedAnswer.Absent>(answer);
                    Assert.False(last, request.ToString());
                }
            }
        }

        var outcome = await filling;
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
    }

    private static string DigestOfFile(string proxy, ModuleRequest request)
    {
        var (version, kind) = request switch
        {
            ModuleRequest.Info info => (info.Revision, ".info"),
            ModuleRequest.GoMod goMod => (goMod.Version, ".mod"),
            ModuleRequest.Zip zip => (zip.Version, ".zip"),
            _ => ("", ""),
        };
        return Digest(File.ReadAllBytes(Path.Combine(proxy, request.Path.Escaped, "@v", version + kind)));
    }

    private static async Task CheckAsync(string served, string files)
    {
        var server = new DirectoryModuleServer(ModuleTree.Open(served), new FileLocks(TimeProvider.System), TimeProvider.System);
        var (checkedFiles, modules) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(files, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(files, file);
            var target = RequestPath.Parse("/go/" + name.Replace("!", "%21", StringComparison.Ordinal));
            if (Path.GetExtension(name) is ".info" or ".mod" or ".zip")
            {
                var request = Assert.IsType<RequestTarget.Module>(target).Request;
                Assert.True(await DigestAsync(server, request) == Digest(await File.ReadAllBytesAsync(file, Token)), name);
                checkedFiles++;
            }
            else if (Path.GetFileName(name) == "list")
            {
                var request = Assert.IsType<RequestTarget.Module>(target).Request;
                var known = KnownVersions(file);
                Assert.True(await DigestAsync(server, request) == Digest(Encoding.UTF8.GetBytes(string.Concat(known.Where(version => !PseudoVersion.Is(version)).Select(version => version + "\n")))), name);
                var canResolve = Directory.EnumerateFiles(Path.GetDirectoryName(file)!, "*.info").Any();
                Assert.Equal(canResolve, await server.AnswerAsync(new ModuleRequest.Latest(request.Path), RequestTerms.Usual, Token) is ServedAnswer.Found);
                modules++;
            }
            else
            {
                Assert.IsType<RequestTarget.Nothing>(target);
            }
        }

        Assert.True(modules >= 12 && checkedFiles >= 3 * 12, $"{modules} modules, {checkedFiles} files");
    }

    /// <summary>The versions of a list that a client could go on with: of some the go command has read no more than the go.mod.</summary>
    private static List<string> KnownVersions(string list) =>
        [.. File.ReadLines(list).Where(version => File.Exists(Path.Combine(Path.GetDirectoryName(list)!, version + ".info")))];

    private static async Task<string> DigestAsync(DirectoryModuleServer server, ModuleRequest request)
    {
        var found = Assert.IsType<ServedAnswer.Found>(await server.AnswerAsync(request, RequestTerms.Usual, Token));
        await using var content = found.Content;
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await content.ReadAsync(buffer, all.Length, Token)) > 0;)
        {
            all.Write(buffer, 0, read);
        }

        return Digest(all.ToArray());
    }

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
