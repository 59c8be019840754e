using Orleans.Reminders.DynamoDB;

namespace Orleans.Configuration;

/// <summary>Options of the reminder table.</summary>
public class DynamoDBReminderStorageOptions : DynamoDBClientOptions
{
    public DynamoDBReminderStorageOptions() => TableName = "OrleansReminders";
}
