using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Go.Cache;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Directories;
using Sutler.GoModules.Modules;
using Sutler.TestKit;

namespace Sutler.Tests.Serving;

/// <summary>A directory that a test fills and asks a server for. Its clock stands an hour after the files were written.</summary>
internal sealed class ServedTree : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private DirectoryModuleServer? _server;
    private int _writes;

    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow().AddHours(1));

    public string Root => _scratch.Root;

    public string this[string name] => _scratch[name];

    public DirectoryModuleServer Server => _server ??= new DirectoryModuleServer(ModuleTree.Open(Root), new FileLocks(TimeProvider.System), Clock);

    public string Write(string name, string content) => _scratch.Write(name, content);

    /// <summary>Writes what the go command has of a version that it downloaded.</summary>
    public void WriteCached(string path, string version, string info = "", string hash = "h1:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0=")
    {
        var stem = $"cache/download/{path}/@v/{version}";
        Write(stem + ".info", info.Length > 0 ? info : $$"""{"Version":"{{version}}","Time":"2018-02-14T15:44:20Z"}""");
        Write(stem + ".mod", $"module {path}\n\ngo 1.21\n");
        Write(stem + ".zip", $"PK {path} {version}");
        Write(stem + ".ziphash", hash);
        Write(stem + ".lock", "");

        // The clock of a file system may tick more slowly than a test writes; then nothing would tell that a directory has changed.
        Directory.SetLastWriteTimeUtc(this[$"cache/download/{path}/@v"], new DateTime(2020, 1, 1, 0, 0, _writes++, DateTimeKind.Utc));
    }

    public ValueTask<ServedAnswer> AskAsync(ModuleRequest request) => Server.AnswerAsync(request, RequestTerms.Usual, Xunit.TestContext.Current.CancellationToken);

    /// <summary>The answer as a text: its body, or its status and reason.</summary>
    public async Task<string> TextAsync(ModuleRequest request)
    {
        switch (await AskAsync(request))
        {
            case ServedAnswer.Found found:
                await using (found.Content)
                {
                    return Encoding.UTF8.GetString(await AllAsync(found.Content));
                }

            case ServedAnswer.Absent absent:
                return $"{absent.Status} {absent.Reason}";
            case ServedAnswer.Failed failed:
                return $"{failed.Status} {failed.Reason}";
            case var other:
                return other.ToString();
        }
    }

    public Task<string> ListAsync(string path) => TextAsync(new ModuleRequest.List(ModulePath.Parse(path)));

    public Task<string> LatestAsync(string path) => TextAsync(new ModuleRequest.Latest(ModulePath.Parse(path)));

    public Task<string> InfoAsync(string path, string revision) => TextAsync(new ModuleRequest.Info(ModulePath.Parse(path), revision));

    public Task<string> GoModAsync(string path, string version) => TextAsync(new ModuleRequest.GoMod(ModulePath.Parse(path), version));

    public Task<string> ZipAsync(string path, string version) => TextAsync(new ModuleRequest.Zip(ModulePath.Parse(path), version));

    public static async Task<byte[]> AllAsync(ServedContent content)
    {
        using var all = new MemoryStream();
        var buffer = new byte[7];
        for (int read; (read = await content.ReadAsync(buffer, all.Length, Xunit.TestContext.Current.CancellationToken)) > 0;)
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    public void Dispose() => _scratch.Dispose();
}
