using Sutler.TestKit.Repositories;

namespace Sutler.TestKit.Scripts;

public sealed partial class ScriptSession
{
    private RepositoryServers? _repositories;

    // repository SYSTEM/NAME [as NAME]: a copy served as code.example.org/SYSTEM/NAME; the first makes direct mode look there.
    private async Task RepositoryAsync(List<string> args)
    {
        switch (args[0])
        {
            case "requests":
                _stdout = string.Concat((_repositories ?? throw new FormatException("no repository is served")).Requests.Select(line => line + "\n"));
                _stderr = "";
                _story.Append(_stdout);
                break;
            case "forget":
                _repositories?.Forget();
                break;
            case "announce":
                (await RepositoriesAsync()).Announce(args[1], args[2], args[3]);
                break;
            default:
                await (await RepositoriesAsync()).ServeAsync(args[0], args is [_, "as", var alias] ? alias : null, _cancellationToken);
                break;
        }
    }

    private async Task<RepositoryServers> RepositoriesAsync()
    {
        if (_repositories is null)
        {
            var shelf = _settings.Repositories ?? throw new FormatException("no repositories here");
            _repositories = await RepositoryServers.StartAsync(shelf, Path.Combine(_work, "vcs"), _cancellationToken);
            foreach (var (name, value) in _repositories.Environment(_settings.Certificates.AuthorityPem))
            {
                Set(name, value);
            }
        }

        return _repositories;
    }
}
