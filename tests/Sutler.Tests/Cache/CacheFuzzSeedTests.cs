using Sutler.TestKit.Fuzz;
using Xunit;

namespace Sutler.Tests.Cache;

public sealed class CacheFuzzSeedTests
{
    [Fact]
    public void Every_prefix_of_an_info_file_is_read_or_refused()
    {
        byte[] whole = """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00.120+02:00","Origin":{"VCS":"g\u0069t","Hash":"abc"}}"""u8.ToArray();
        for (int length = 0; length <= whole.Length; length++)
        {
            CacheFuzzTargets.InfoFileRoundTrip(whole.AsSpan(0, length));
            CacheFuzzTargets.GoJsonValues(whole.AsSpan(0, length));
            CacheFuzzTargets.OverlayJson(whole.AsSpan(0, length));
        }
    }
}
