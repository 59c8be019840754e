using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenPayments.Grains.Stages;

namespace OpenPayments.Silo.Web;

/// <summary>
/// <c>/health/live</c>: the process answers; asks nobody else, so that an outage of DynamoDB does not get every silo restarted.
/// <c>/health/ready</c>: the silo is an active member of its cluster and takes work.
/// </summary>
internal static class HealthEndpoints
{
    public const string Root = "/health";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{Root}/live", () => Results.Text("live\n"));
        routes.MapGet($"{Root}/ready", (ISiloStatusOracle silos, IWorkload work) =>
            work.IsStopping ? Results.Text("stopping\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : silos.CurrentStatus != SiloStatus.Active ? Results.Text($"{silos.CurrentStatus}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ready\n"));
    }
}
